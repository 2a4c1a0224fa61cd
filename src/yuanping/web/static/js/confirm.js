/* Asks before an act that cannot be taken back: forms, and htmx requests, with data-confirm="question". */
(function () {
  "use strict";

  function button(text, look, value) {
    var made = document.createElement("button");
    made.type = "submit";
    made.className = look;
    made.value = value;
    made.textContent = text;
    return made;
  }

  /* Opens the question; calls back with true or false. Leaving with Escape is a no. */
  function ask(question, answered) {
    var dialog = document.createElement("dialog");
    var form = document.createElement("form");
    var text = document.createElement("p");
    var row = document.createElement("div");
    if (typeof dialog.showModal !== "function") {
      answered(window.confirm(question));
      return;
    }
    dialog.className = "yp-dialog";
    text.id = "confirm-question";
    text.textContent = question;
    dialog.setAttribute("aria-labelledby", text.id);
    form.method = "dialog";
    row.className = "yp-actions";
    /* No comes first, and so has the focus: Enter alone does no harm. */
    row.append(button("取消", "btn", "no"), button("确定", "btn btn-primary", "yes"));
    form.append(text, row);
    dialog.append(form);
    dialog.addEventListener("close", function () {
      dialog.remove();
      answered(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    var question = form.getAttribute("data-confirm");
    if (!question || form.hasAttribute("hx-post") || form.dataset.confirmed === "yes") {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    ask(question, function (yes) {
      if (yes) {
        form.dataset.confirmed = "yes";
        form.requestSubmit(event.submitter || undefined);
      }
    });
  }, true);

  document.addEventListener("htmx:confirm", function (event) {
    var question = event.detail.elt.getAttribute("data-confirm");
    if (!question) {
      return;
    }
    event.preventDefault();
    ask(question, function (yes) {
      if (yes) {
        event.detail.issueRequest(true);
      }
    });
  });

  /* A page that comes back from the browser's cache asks again. */
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-confirmed]").forEach(function (form) {
      form.removeAttribute("data-confirmed");
    });
  });
})();
