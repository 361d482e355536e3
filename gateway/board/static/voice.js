// The loudspeaker of one board: asks what is said next, says it to the end, and asks again. One
// sound element and one request at a time, so nothing overlaps and nothing grows.
(function () {
  "use strict";
  var voice = document.getElementById("voice");
  var sound = document.getElementById("voice-sound");
  var button = document.getElementById("voice-start");
  var by = voice.getAttribute("data-by");
  var languages = voice.getAttribute("data-languages").split(",");
  var repeat = parseInt(voice.getAttribute("data-repeat"), 10);
  var chime = voice.getAttribute("data-chime") === "on";
  var query = voice.getAttribute("data-query");
  var synth = window.speechSynthesis;
  var LONGEST_MS = 40000; // a sound that has not ended by then never will
  var KEY = "taxhall-voice"; // how far the calls were said, for a page that is loaded anew
  var after = kept();
  var utterance = null; // held, for some browsers forget one that only they hold

  function kept() {
    try { return sessionStorage.getItem(KEY) || ""; } catch (refused) { return ""; }
  }

  function keep(value) {
    after = value;
    try { sessionStorage.setItem(KEY, value); } catch (refused) { /* a reload may say one twice */ }
  }

  function show(id, shown) { document.getElementById(id).hidden = !shown; }

  function ask() {
    var request = new XMLHttpRequest();
    var more = query ? "&" + query : "";
    request.open("GET", "/board/voice?after=" + encodeURIComponent(after) + more);
    request.setRequestHeader("Prefer", "wait=2");
    request.timeout = 6000;
    request.onloadend = function () {
      var told = null;
      if (request.status === 200) { told = JSON.parse(request.responseText); }
      if (!told) { setTimeout(ask, 1000); return; }
      var none = by === "browser" && voices() === null;
      show("voice-no-voices", none);
      show("voice-quiet", told.quiet);
      show("voice-on", !told.quiet && !none);
      trouble(speaks() ? null : told.trouble);
      keep(told.after); // before it is said: a page that dies half way says it no second time
      if (told.say) { call(told.say, function () { setTimeout(ask, 300); }); return; }
      setTimeout(ask, 100);
    };
    request.send();
  }

  function trouble(sentence) {
    var place = document.getElementById("voice-trouble");
    place.hidden = !sentence;
    if (place.textContent !== (sentence || "")) { place.textContent = sentence || ""; }
    if (sentence) { show("voice-on", false); }
  }

  // A voice of the browser for each language, or null.
  function voices() {
    var found = [];
    var all = synth && window.SpeechSynthesisUtterance ? synth.getVoices() : [];
    for (var i = 0; i < languages.length; i++) {
      var own = null;
      for (var j = 0; j < all.length && !own; j++) {
        if (all[j].lang.toLowerCase().replace("_", "-").indexOf(languages[i].slice(0, 2)) === 0) {
          own = all[j];
        }
      }
      if (!own) { return null; }
      found.push(own);
    }
    return found;
  }

  function speaks() { return (by === "any" || by === "browser") && voices() !== null; }

  function call(say, done) {
    var steps = [];
    var i;
    if (chime) { steps.push(function (next) { play("/board/voice/chime.wav", say.volume, next); }); }
    for (i = 0; i < repeat; i++) { steps.push(once); }
    function once(next) {
      if (speaks()) { speak(say, 0, next); return; }
      if (by === "browser") { next(); return; }
      play(say.wav, say.volume, next);
    }
    (function next() {
      var step = steps.shift();
      if (step) { step(next); } else { done(); }
    })();
  }

  // Calls `next` once, when the sound has ended or cannot be played.
  function play(address, volume, next, refused) {
    var over = false;
    var limit = setTimeout(end, LONGEST_MS);
    function end() {
      if (over) { return; }
      over = true;
      clearTimeout(limit);
      sound.onended = sound.onerror = null;
      next();
    }
    sound.onended = end;
    sound.onerror = end;
    sound.volume = volume / 100;
    sound.src = address;
    var begun = sound.play();
    if (begun && begun.catch) {
      begun.catch(function (error) {
        if (error.name !== "NotAllowedError" || over) { end(); return; }
        over = true;
        clearTimeout(limit);
        sound.onended = sound.onerror = null;
        wait(function () { play(address, volume, next); });
      });
    }
  }

  function speak(say, at, next) {
    if (at >= say.texts.length) { next(); return; }
    var over = false;
    var limit = setTimeout(function () { synth.cancel(); end(); }, LONGEST_MS);
    function end() {
      if (over) { return; }
      over = true;
      clearTimeout(limit);
      utterance = null;
      speak(say, at + 1, next);
    }
    utterance = new SpeechSynthesisUtterance(say.texts[at].text);
    utterance.lang = say.texts[at].lang;
    utterance.voice = (voices() || [])[at] || null;
    utterance.volume = say.volume / 100;
    utterance.onend = end;
    utterance.onerror = function (event) {
      if (event.error !== "not-allowed" || over) { end(); return; }
      over = true;
      clearTimeout(limit);
      wait(function () { speak(say, at, next); });
    };
    synth.speak(utterance);
  }

  // A browser that plays nothing unasked: one big button.
  function wait(then) {
    button.hidden = false;
    show("voice-on", false);
    button.onclick = function () {
      button.hidden = true;
      button.onclick = null;
      then();
    };
    button.focus();
  }

  // Some browsers have their voices only a while after the page.
  setTimeout(function () { play("/board/voice/silence.wav", 100, ask); }, 500);
})();
