/**
 * Asks one address again and again, never twice at once.
 * What comes back is {state: 'answered', body}, {state: 'elsewhere'} (not served by this program),
 * {state: 'refused', reason} (reached, but it cannot say), or {state: 'unreachable'}.
 */
const PATIENCE_MS = 8000;

export async function ask(path) {
  let response;
  try {
    response = await fetch(path, { headers: { Accept: 'application/json' }, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
    if (response.ok) {
      return { state: 'answered', body: await response.json() };
    }
  } catch {
    return { state: 'unreachable' };
  }
  if (response.status === 404) {
    return { state: 'elsewhere' };
  }
  const problem = await response.json().catch(() => ({}));
  return { state: 'refused', reason: problem.detail ?? `The answer was ${response.status}.` };
}

export function poll(path, everyMs, take) {
  const turn = async () => {
    if (!document.hidden) {
      take(await ask(path));
    }
    setTimeout(turn, everyMs);
  };
  turn();
}
