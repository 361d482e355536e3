// The clerk's console: its keys, and what a press has seen. Forms are read when they are sent.
(function () {
  "use strict";
  // Nobody reads a new screen sooner: whoever presses before that has pressed for the one before.
  // And whoever presses again so soon, however often, presses for the same thing.
  var READ_MS = 400;
  var shown = "", before = "", since = 0, last = -READ_MS;

  function root() { return document.getElementById("clerk"); }

  function look() {
    var now = root() ? root().getAttribute("data-seen") || "" : "";
    if (now !== shown) { before = shown; shown = now; since = performance.now(); }
  }

  function usable(one) { return one.offsetParent !== null; }

  function fields() {
    var found = {};
    root().querySelectorAll("input[name], select[name], textarea[name]").forEach(function (one) {
      var chosen = one.type !== "checkbox" && one.type !== "radio" || one.checked;
      if (chosen && !one.closest("[hidden]")) {
        (found[one.name] = found[one.name] || []).push(one.value);
      }
    });
    return found;
  }

  // What a press sends; null: nothing, for it is one with the press before, a deed is in flight, or
  // nobody would hear it now and it must not be done later.
  window.clerkPress = function (event) {
    look();
    var now = performance.now(), again = now - last < READ_MS;
    last = now;
    if (again || event.detail > 1 || !root() || root().getAttribute("aria-busy") === "true") { return null; }
    if (!window.socket || !window.socket.connected) { return null; }
    return [now - since < READ_MS ? before : shown, fields()];
  };

  // After a deed the focus stays where it is, unless that has gone.
  window.clerkFocus = function (wanted) {
    setTimeout(function () {
      var now = document.activeElement;
      if (!wanted && now && now !== document.body && usable(now)) { return; }
      var first = Array.from(document.querySelectorAll(wanted || "#none")).find(usable);
      var next = first || Array.from(root().querySelectorAll("button.next, button")).find(usable);
      if (next) { next.focus(); }
    }, 60);
  };

  function name(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) { return ""; }
    if (event.altKey) { return event.code.indexOf("Key") === 0 ? "Alt+" + event.code[3] : ""; }
    return event.key === "Escape" ? "Esc" : event.key;
  }

  document.addEventListener("keydown", function (event) {
    // A key that is held down is one press.
    if (event.repeat && (event.key === "Enter" || event.target.closest("button"))) {
      event.preventDefault();
      return;
    }
    if (event.key === "Enter" && event.target.id === "clerk-search") {
      event.preventDefault();
      var one = Array.from(document.querySelectorAll("#clerk-items input")).find(usable);
      if (one && event.target.value) { one.click(); event.target.select(); }
      return;
    }
    var wanted = name(event), found = null;
    if (!root() || wanted.length < 2) { return; }
    root().querySelectorAll("[data-key]").forEach(function (each) {
      if (each.getAttribute("data-key") === wanted && usable(each)) { found = each; }
    });
    if (!found) { return; }
    event.preventDefault();
    if (event.repeat) { return; }
    if (found.matches("button, input")) { found.click(); return; }
    var within = Array.from(found.querySelectorAll("button")).find(usable);
    (within || found).focus();
  });

  function search() {
    var text = document.getElementById("clerk-search").value.trim().toLowerCase();
    document.querySelectorAll("#clerk-items [data-text]").forEach(function (one) {
      var fits = one.getAttribute("data-text").indexOf(text) >= 0;
      one.hidden = !fits && !one.querySelector("input").checked;
    });
  }

  function papers() {
    var missing = document.querySelector("#clerk input[name=outcome][value=missing_documents]");
    var wanted = Boolean(missing && missing.checked), found = false;
    var choose = document.getElementById("clerk-choose");
    document.querySelectorAll("#clerk [data-papers-of]").forEach(function (list) {
      var item = document.querySelector(
        "#clerk-items input[value='" + list.getAttribute("data-papers-of") + "']");
      list.hidden = !(wanted && item && item.checked);
      if (!list.hidden) { found = true; }
    });
    if (choose) { choose.hidden = !wanted || found; }
  }

  document.addEventListener("input", function (event) {
    if (event.target.id === "clerk-search") { search(); }
  });
  document.addEventListener("change", function (event) {
    if (event.target.closest && event.target.closest("#clerk")) { papers(); }
  });
  new MutationObserver(look).observe(document.documentElement,
    { subtree: true, childList: true, attributes: true, attributeFilter: ["data-seen"] });
})();
