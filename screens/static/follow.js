// Keeps the part of a page fresh that says data-follow="ADDRESS". Plain old script, for browsers of
// any age. With data-wait="2" the server holds its answer until there is news; data-every is the
// pause between two looks in ms. What is marked class="now" is hidden while nothing is heard.
(function () {
  "use strict";
  var LOST_MS = 4000; // with the look of every half second, a loss shows within 5 s
  var part = document.querySelector("[data-follow]");
  if (!part) { return; }
  var lost = document.getElementById("lost");
  var every = parseInt(part.getAttribute("data-every") || "200", 10);
  var wait = parseInt(part.getAttribute("data-wait") || "0", 10);
  var limit = every > LOST_MS ? every + LOST_MS : LOST_MS;
  var heard = now();
  var age = parseFloat(part.getAttribute("data-age") || "0");
  var tag = part.getAttribute("data-tag") || "";

  // A wall clock that is set while the page is open must not age the data.
  function now() {
    return window.performance && performance.now ? performance.now() : new Date().getTime();
  }

  function look() {
    var request = new XMLHttpRequest();
    request.open("GET", part.getAttribute("data-follow"));
    request.timeout = 3000 + 1000 * wait;
    if (tag) { request.setRequestHeader("If-None-Match", tag); }
    if (wait) { request.setRequestHeader("Prefer", "wait=" + wait); }
    request.onload = function () {
      if (request.status === 401 || request.status === 404) { location.reload(); return; }
      if (request.status !== 200 && request.status !== 304) { return; }
      heard = now();
      age = parseFloat(request.getResponseHeader("X-Age") || "0");
      if (request.status === 200) {
        tag = request.getResponseHeader("ETag") || "";
        part.innerHTML = request.responseText;
        tell("followed");
      }
      if (!lost.hidden) {
        lost.hidden = true;
        document.documentElement.classList.remove("lost");
        tell("found");
      }
    };
    request.onloadend = function () { setTimeout(look, every); };
    request.send();
  }

  function tell(name) {
    if (typeof Event === "function") { part.dispatchEvent(new Event(name, { bubbles: true })); }
  }

  function tick() {
    var silent = now() - heard;
    var shown = document.querySelectorAll("[data-age-shown]");
    for (var i = 0; i < shown.length; i++) {
      shown[i].textContent = String(Math.round(age + silent / 1000));
    }
    if (silent < limit) { return; }
    document.getElementById("lost-for").textContent = String(Math.round(silent / 1000));
    if (lost.hidden) {
      lost.hidden = false;
      document.documentElement.classList.add("lost");
      tag = ""; // what was hidden is drawn anew
      tell("lost");
    }
  }

  setInterval(tick, 500);
  setTimeout(look, wait ? 0 : every);
})();
