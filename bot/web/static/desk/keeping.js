// An article is kept while it is typed; what somebody else kept meanwhile is never replaced unasked.
import { renewed } from "./renewing.js";
import { afterTyping, typedIn } from "./typed.js";
import { forgetHere, keepHere, noteSent } from "./unnamed.js";

const KEEP_AFTER = 1_500;

// `isBack`: what was typed into a new article before stands in it again.
export function startKeeping(form, isBack) {
  const said = document.getElementById("kept");
  let isChanged = false;
  let isOvertaken = false;
  let isSignedOut = false;
  let going = null;
  let isLeaving = false;
  let isHere = false;
  let isSure = false;

  const show = (text, isProblem = false) => {
    said.classList.toggle("is-problem", isProblem);
    // Read out only when something is wrong: nobody wants to hear every pause.
    said.setAttribute("aria-live", isProblem ? "assertive" : "off");
    said.textContent = text;
  };
  const change = (is) => {
    isChanged = is;
    form.toggleAttribute("data-unkept", is);
  };
  change("unkept" in form.dataset || new URLSearchParams(location.search).has("words"));
  const files = () => [...form.querySelectorAll("input[type=file]")].some((each) => each.files.length);

  async function send() {
    change(false);
    try {
      if (isSignedOut && !(await renewed(form.dataset.door))) return failed(form.dataset.signedOut);
      const answer = await post();
      // 400: a token of an earlier sign-in. Somebody has signed in again before anything was typed here.
      const again = answer.status === 400 && (await renewed(form.dataset.door));
      await heard(again ? await post() : answer);
    } catch {
      change(true);
      show(form.dataset.lost, true);
    }
  }

  function post() {
    return fetch(form.dataset.keep, { method: "POST", body: typedIn(form), credentials: "same-origin" });
  }

  async function heard(answer) {
    isSignedOut = answer.status === 401;
    if (isSignedOut) return failed(form.dataset.signedOut);
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return failed(form.dataset.lost);
    const found = await answer.json();
    if (answer.ok) return kept(found);
    isOvertaken = answer.status === 409;
    return failed(found.said || form.dataset.lost);
  }

  function failed(text) {
    change(true);
    show(text, true);
  }

  function kept(found) {
    // The forms below the article, such as "Throw the draft away", are about what was kept just now.
    for (const each of document.querySelectorAll("[data-seen]")) each.value = found[each.dataset.seen] ?? "";
    show(found.said);
    const publish = document.getElementById("publish");
    publish.hidden = !found.publish;
    if (found.publish) publish.href = found.publish;
    if (form.elements.of.value) return;
    // A new article has its short name now: from here on this is its page.
    form.elements.of.value = found.slug;
    form.elements.slug.value = found.slug;
    form.elements.slug.readOnly = true;
    form.action = found.address;
    for (const each of form.querySelectorAll("[formaction]")) {
      each.setAttribute("formaction", found.address + new URL(each.formAction).hash);
    }
    form.dataset.keep = `${found.address}/keep`;
    forgetHere();
    isHere = false;
    document.getElementById("anew").hidden = true;
    history.replaceState(null, "", found.address);
  }

  // A name being typed is no name yet: it would stay for good.
  const mayBegin = () => {
    const { of, slug, title_en } = form.elements;
    if (of.value) return true;
    return Boolean(slug.value.trim() || title_en.value.trim()) && ![slug, title_en].includes(document.activeElement);
  };

  async function keep() {
    if (!isChanged || isOvertaken || isLeaving || !mayBegin()) return;
    if (going) {
      await going;
      return keep();
    }
    show(form.dataset.waiting);
    going = send();
    await going;
    going = null;
  }

  // Without a name there is nothing on the server yet: with every key it is kept on this machine instead.
  function keepUnnamed() {
    if (!form.dataset.keep || form.elements.of.value) return;
    isHere = keepHere(form);
    document.getElementById("anew").hidden = !isHere;
    if (isHere) show(form.dataset.unnamed);
  }

  form.addEventListener("input", () => {
    change(true);
    keepUnnamed();
  });
  if (isBack) {
    form.dispatchEvent(new Event("input", { bubbles: true }));
    show(form.dataset.back);
  }
  document.getElementById("anew")?.addEventListener("click", () => {
    isLeaving = true;
    forgetHere();
    location.reload();
  });
  if (form.dataset.keep) {
    afterTyping(form, KEEP_AFTER, keep);
    form.addEventListener("focusout", () => setTimeout(keep, 0));
  }
  // What is on its way would otherwise have been first, and this one be told that somebody was. And whoever is
  // signed out would find an empty form where their words were: those leave this page only when they will arrive.
  async function leave(submitter) {
    await going;
    try {
      isSignedOut = !(await renewed(form.dataset.door));
      if (isSignedOut) throw new Error(form.dataset.signedOut);
    } catch {
      isLeaving = false;
      return failed(isSignedOut ? form.dataset.signedOut : form.dataset.lost);
    }
    if (isHere) noteSent();
    isSure = true;
    return form.requestSubmit(submitter);
  }

  form.addEventListener("submit", (event) => {
    if (isSure) return;
    event.preventDefault();
    if (isLeaving) return;
    isLeaving = true;
    leave(event.submitter);
  });
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && ((isChanged && !isHere) || files())) event.preventDefault();
  });
}
