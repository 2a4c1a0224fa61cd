/* Warns before leaving a form[data-unsaved-warning] whose answers were changed and not sent. */
(function () {
  "use strict";

  var changed = new Set();

  function watched(element) {
    return element.closest ? element.closest("form[data-unsaved-warning]") : null;
  }

  function note(event) {
    var form = watched(event.target);
    if (form) {
      changed.add(form);
    }
  }

  document.addEventListener("input", note);
  document.addEventListener("change", note);
  document.addEventListener("submit", function (event) {
    if (!event.defaultPrevented) {
      changed.delete(event.target);
    }
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.successful && event.detail.requestConfig.verb !== "get") {
      changed.delete(watched(event.detail.elt));
    }
  });
  window.addEventListener("beforeunload", function (event) {
    changed.forEach(function (form) {
      if (!document.contains(form)) {
        changed.delete(form);
      }
    });
    if (changed.size) {
      event.preventDefault();
      event.returnValue = "";
    }
  });
})();
