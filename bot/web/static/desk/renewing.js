// Signed in again in another tab: this page's forms carry a token of the sign-in before, and would be refused.

// Takes up the token of the sign-in there is now; false when there is none. Throws while the line is down.
export async function renewed(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok || new URL(answer.url).pathname !== new URL(address, location.href).pathname) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("input[name=csrf_token]")?.value;
  for (const each of document.querySelectorAll("input[name=csrf_token]")) each.value = token;
  return Boolean(token);
}
