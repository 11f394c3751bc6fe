// One request at a time: each answer brings the revision that the next one is sent with. A page that is being sent waits
// for the request under way, so that nobody is told of changes that were his own.
let last = Promise.resolve();
let waiting = 0;
const patience = 20_000;

// Runs `job` after all before it; it gets a signal that ends its waiting.
export function inTurn(job) {
  waiting += 1;
  const run = last.then(() => job(AbortSignal.timeout(patience))).finally(() => (waiting -= 1));
  last = run.catch(() => {});
  return run;
}

export const isBusy = () => waiting > 0;

// What a request is ended by that found no server, or one that does not answer.
export const isAway = (error) => error instanceof TypeError || ["TimeoutError", "AbortError"].includes(error.name);

let held = null;

document.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    if (!isBusy() || form.method !== "post" || form.target) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (held) return;
    const { name, value } = submitter ?? {};
    held = last.then(() => {
      held = null;
      if (!form.isConnected) return;
      const again = [...form.elements].find((one) => one === submitter || (name && one.name === name && one.value === value));
      form.requestSubmit(again ?? null);
    });
  },
  true,
);
