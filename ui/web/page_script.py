"""The one script of the pages: where the cursor is, what is in view, copying, what is read aloud, the
sidebar of a narrow window, and the cookie of a sign-in.

Streamlit's elements offer none of this to a page. The text is fixed, and the policy of the pages allows it by its hash.
"""

from __future__ import annotations

from typing import Final

ASKED_ID: Final = "gl-asked-"
"""The start of the id of the element that shows a question; `data-state` is the state of its exchange."""

COPY_BUTTON: Final = '<button type="button" class="gl-copy">Copy</button>'
"""Copies the answer of its message."""

PAGE_SCRIPT: Final = """
(() => {
  document.currentScript?.remove();
  if (window.graphloopPage) return;
  window.graphloopPage = true;
  const narrow = matchMedia("(max-width: 768px)");
  const touch = matchMedia("(pointer: coarse)");
  let usableBox = null;
  let lastAsked = null;
  let following = null;
  let settled = 0;
  let awaited = null;
  let ticket = null;
  const spoken = document.createElement("div");
  spoken.className = "gl-spoken";
  spoken.setAttribute("role", "status");
  document.body.append(spoken);

  const isTyping = () => {
    const active = document.activeElement;
    return Boolean(active?.matches("input, textarea, [contenteditable=true]")) && !active.disabled;
  };
  const focusBox = () => {
    const box = document.querySelector("[data-testid=stChatInputTextArea]:enabled");
    if (box && box !== usableBox && !touch.matches && !isTyping()) box.focus({preventScroll: true});
    usableBox = box;
  };
  const bringUp = (asked) => asked.closest("[data-testid=stChatMessage]")?.scrollIntoView({block: "start"});
  const leave = () => { following = null; };
  const followQuestion = () => {
    const writing = [...document.querySelectorAll("[id^=gl-asked-][data-state=writing]")].at(-1);
    if (writing && writing.id !== lastAsked) {
      lastAsked = following = writing.id;
      settled = 0;
      bringUp(writing);
    }
    // The page moves on to its end while an answer is drawn, and for a moment after.
    const answered = following && document.getElementById(following);
    if (answered && answered.dataset.state !== "writing") {
      settled ||= performance.now() + 4000;
      if (performance.now() < settled) bringUp(answered);
      else leave();
    }
  };
  const speakAnswer = () => {
    const writing = [...document.querySelectorAll("[id^=gl-asked-][data-state=writing]")].at(-1);
    if (writing && writing.id !== awaited) {
      awaited = writing.id;
      spoken.textContent = "The answer is being written.";
    }
    const asked = awaited && document.getElementById(awaited);
    if (!asked || asked.dataset.state === "writing") return;
    awaited = null;
    // The answer is drawn just after its question.
    setTimeout(() => {
      const messages = [...document.querySelectorAll("[data-testid=stChatMessage]")];
      const answer = messages[messages.indexOf(asked.closest("[data-testid=stChatMessage]")) + 1];
      const text = answer?.querySelector(".gl-answer, [data-testid=stAlert]")?.innerText ?? "There is no answer.";
      spoken.textContent = text.slice(0, 1000);
    }, 1000);
  };
  const keepSignIn = () => {
    const given = document.querySelector("[data-ticket]")?.dataset.ticket;
    if (!given || given === ticket) return;
    ticket = given;
    fetch("/session/keep", {method: "POST", headers: {"X-Graphloop-Ticket": given}});
  };
  const copy = async (button) => {
    const answer = button.closest("[data-testid=stChatMessage]")?.querySelector(".gl-answer");
    if (!answer) return;
    try {
      await navigator.clipboard.writeText(answer.innerText);
    } catch {
      const area = document.createElement("textarea");
      area.value = answer.innerText;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  };

  new MutationObserver(() => { focusBox(); followQuestion(); speakAnswer(); keepSignIn(); })
    .observe(document.body, {childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"]});
  for (const moved of ["wheel", "touchmove", "pointerdown", "keydown"]) addEventListener(moved, leave, {passive: true});
  addEventListener("scroll", () => settled && followQuestion(), {capture: true, passive: true});
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button, a");
    if (button?.matches(".gl-copy")) copy(button);
    if (button?.closest(".st-key-Next-below")) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
    if (narrow.matches && button?.closest(".st-key-new-thread, [class*=st-key-thread-], [data-testid=stSidebarNav]")) {
      document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("[data-testid=stPopoverBody], [role=listbox]")) {
      document.querySelector(".st-key-close-source button")?.click();
    }
  });
})();
"""
