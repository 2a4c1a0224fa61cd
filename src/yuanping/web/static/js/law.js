/* A link to a rule opens the rule, which stands folded in its document. */
(function () {
  "use strict";

  function openTarget() {
    var target = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
    if (target && target.hasAttribute("data-open-at-anchor")) {
      target.open = true;
      target.scrollIntoView();
    }
  }

  window.addEventListener("hashchange", openTarget);
  openTarget();
})();
