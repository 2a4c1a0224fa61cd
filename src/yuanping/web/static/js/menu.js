/* Opens and closes the menu on a narrow screen; without script the menu simply stands above the page. */
(function () {
  "use strict";

  var button = document.querySelector("[data-menu-button]");
  var menu = document.getElementById("menu");
  if (!button || !menu) {
    return;
  }

  function show(open) {
    menu.classList.toggle("is-open", open);
    button.setAttribute("aria-expanded", String(open));
  }

  document.documentElement.classList.add("yp-js");
  show(false);
  button.hidden = false;
  button.addEventListener("click", function () {
    show(button.getAttribute("aria-expanded") !== "true");
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && menu.classList.contains("is-open")) {
      show(false);
      button.focus();
    }
  });
})();
