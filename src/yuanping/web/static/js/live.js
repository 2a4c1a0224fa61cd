/* Live pages. An element with data-live-url names a stream of server-sent events; every event's data is a topic.
   Areas with data-live-refresh (topics, or empty for all) and hx-trigger="live" are asked again through htmx.
   [data-live-status] says in words whether the page is live. */
(function () {
  "use strict";

  var FIRST_WAIT = 2000;
  var LONGEST_WAIT = 30000;
  var TOGETHER = 300;

  var root = document.querySelector("[data-live-url]");
  if (!root || !window.EventSource || !window.htmx) {
    return;
  }
  var lastId = root.getAttribute("data-live-last-id") || "";
  var wait = FIRST_WAIT;
  var source = null;
  var retry = null;
  var timer = null;
  var waiting = new Set();

  function say(state, words) {
    document.querySelectorAll("[data-live-status]").forEach(function (element) {
      if (element.textContent !== words) {
        element.setAttribute("data-live-state", state);
        element.textContent = words;
      }
    });
  }

  /* Nobody's half-typed answer is replaced: such an area is refreshed once the reader has left it. */
  function ask(area) {
    var active = document.activeElement;
    if (area.contains(active) && active.matches("input, select, textarea")) {
      area.addEventListener("focusout", function () { window.htmx.trigger(area, "live"); }, { once: true });
    } else {
      window.htmx.trigger(area, "live");
    }
  }

  function refresh() {
    timer = null;
    document.querySelectorAll("[data-live-refresh]").forEach(function (area) {
      var topics = area.getAttribute("data-live-refresh").split(/\s+/).filter(Boolean);
      if (!topics.length || topics.some(function (topic) { return waiting.has(topic); })) {
        ask(area);
      }
    });
    waiting.clear();
  }

  function heard(event) {
    lastId = event.lastEventId || lastId;
    waiting.add(event.data.trim());
    timer = timer || window.setTimeout(refresh, TOGETHER);
  }

  function connect() {
    var url = new URL(root.getAttribute("data-live-url"), window.location.href);
    if (lastId) {
      url.searchParams.set("last_id", lastId);
    }
    source = new EventSource(url.href);
    source.onopen = function () {
      wait = FIRST_WAIT;
      say("on", "实时更新中");
    };
    source.onmessage = heard;
    source.onerror = function () {
      say("off", "连接中断，正在重新连接");
      /* We reconnect ourselves: the browser gives up for good after an answer other than 200. */
      source.close();
      retry = window.setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  }

  window.addEventListener("pagehide", function () {
    window.clearTimeout(retry);
    source.close();
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      connect();
    }
  });
  say("wait", "正在连接");
  connect();
})();
