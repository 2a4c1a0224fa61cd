/* Says before sending that a file is too large: 200 MB, or data-max-bytes of its field. The server checks again. */
(function () {
  "use strict";

  var MEGABYTE = 1024 * 1024;
  var LIMIT = 200 * MEGABYTE;

  function complaint(field) {
    var limit = Number(field.getAttribute("data-max-bytes")) || LIMIT;
    var large = Array.from(field.files).find(function (file) { return file.size > limit; });
    if (!large) {
      return "";
    }
    var size = (large.size / MEGABYTE).toFixed(1);
    var most = Math.floor(limit / MEGABYTE);
    return "“" + large.name + "”有 " + size + " MB，超过 " + most + " MB 的上限。请压缩或拆分后重新选择。";
  }

  function show(field, words) {
    var id = field.id + "_size";
    var line = document.getElementById(id);
    if (!line) {
      line = document.createElement("p");
      line.id = id;
      line.className = "yp-error";
      line.setAttribute("role", "alert");
      field.insertAdjacentElement("afterend", line);
    }
    line.textContent = words;
    line.hidden = !words;
    field.classList.toggle("is-invalid", Boolean(words));
  }

  document.addEventListener("change", function (event) {
    var field = event.target;
    if (field.matches && field.matches("input[type=file]")) {
      var words = complaint(field);
      field.setCustomValidity(words);
      show(field, words);
    }
  });
})();
