// Marks a new call for some seconds, and takes up a new program's page. Keeps nothing that grows.
(function () {
  "use strict";
  var FRESH_MS = 12000;
  var board = document.getElementById("board");
  var newest = number();
  var timer = null;

  function number() {
    var calling = board.querySelector("[data-newest]");
    return calling ? parseInt(calling.getAttribute("data-newest"), 10) : 0;
  }

  board.addEventListener("followed", function () {
    var head = board.querySelector("[data-build]");
    if (head && head.getAttribute("data-build") !== board.getAttribute("data-build")) {
      location.reload();
      return;
    }
    var n = number();
    if (n > newest) {
      document.documentElement.classList.add("fresh");
      if (timer) { clearTimeout(timer); }
      timer = setTimeout(function () {
        document.documentElement.classList.remove("fresh");
        timer = null;
      }, FRESH_MS);
    }
    newest = n;
  });
})();
