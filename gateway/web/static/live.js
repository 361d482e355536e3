// Fetches the live part every second. Plain old script, for browsers of any age.
(function () {
  "use strict";
  var EVERY_MS = 1000;
  var LOST_MS = 4000; // with the next look a second later, a lost connection shows within 5 s
  var live = document.getElementById("live");
  var lost = document.getElementById("lost");
  var heard = now();
  var ageThen = age();
  var last = "";

  // A wall clock that is set while the page is open must not age the data.
  function now() {
    return window.performance && performance.now ? performance.now() : new Date().getTime();
  }

  function age() {
    var shown = document.getElementById("age");
    return shown ? parseFloat(shown.getAttribute("data-age")) || 0 : 0;
  }

  function fetchPart() {
    var request = new XMLHttpRequest();
    request.open("GET", "/live");
    request.timeout = 3000;
    request.onload = function () {
      if (request.status !== 200) { return; }
      heard = now();
      lost.hidden = true;
      document.body.className = "";
      if (request.responseText !== last) {
        last = request.responseText;
        live.innerHTML = last;
      }
      ageThen = age();
    };
    request.onloadend = function () { setTimeout(fetchPart, EVERY_MS); };
    request.send();
  }

  function look() {
    var silent = now() - heard;
    var shown = document.getElementById("age");
    if (shown) { shown.textContent = String(Math.round(ageThen + silent / 1000)); }
    if (silent < LOST_MS) { return; }
    var seconds = Math.round(silent / 1000);
    lost.innerHTML = "与网关的连接已中断 " + seconds + " 秒，数字暂不可信。<br><span class=\"en\">" +
      "The connection to the gateway is lost for " + seconds + " s; figures are hidden.</span>";
    lost.hidden = false;
    document.body.className = "lost";
    last = ""; // what was hidden is drawn anew
    var figures = live.querySelectorAll(".now");
    for (var i = 0; i < figures.length; i++) { figures[i].textContent = "—"; }
  }

  setInterval(look, 500);
  setTimeout(fetchPart, EVERY_MS);
})();
