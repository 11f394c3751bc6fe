// Reloads the preview when its file was saved.
const shown = document.body.dataset.stamp;

async function look() {
  const answer = await fetch("/stamp", { cache: "no-store" });
  if (answer.ok && (await answer.text()) !== shown) location.reload();
}

setInterval(() => look().catch(() => {}), 1000);
