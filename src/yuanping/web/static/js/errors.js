/* The error summary takes the focus once; its links put the cursor into the field, with its label in sight. */
(function () {
  "use strict";

  function focusSummary() {
    var summary = document.querySelector("[data-error-summary]:not([data-error-seen])");
    if (summary) {
      summary.setAttribute("data-error-seen", "");
      summary.focus();
    }
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest("[data-error-summary] a") : null;
    var target = link && document.getElementById(link.hash.slice(1));
    if (!target) {
      return;
    }
    var control = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea");
    var row = target.closest(".yp-form-row, tr") || target;
    event.preventDefault();
    row.scrollIntoView({ block: "center" });
    (control || target).focus({ preventScroll: true });
  });
  document.addEventListener("htmx:afterSettle", focusSummary);
  focusSummary();
})();
