// Steps of a job as tests of their own, in order, each needing those before it.

/** Runs them until one fails; that one leaves a picture of the display, and the rest are skipped. */
export async function inOrder(t, desktop, steps) {
  let failed;
  for (const [name, step] of steps) {
    await t.test(name, { skip: failed && `needs “${failed}”` }, async () => {
      try {
        await step();
      } catch (error) {
        failed = name;
        await desktop.picture("failed").catch(() => {}); // the failure itself says more
        throw error;
      }
    });
  }
}
