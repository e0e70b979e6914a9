/** Asks this program's API. The page is refreshed by asking again and again, each address never twice at once. */
const PATIENCE_MS = 8000;
const AGAIN_AFTER_FAILURE_MS = 2000;
const AGAIN_WHERE_NOT_SERVED_MS = 60000;
const ACCEPTED_AGE_SECONDS = 5;

/** The paths of the program's OpenAPI document, so that what it does not serve is not asked for. */
let served = null;

/**
 * What comes back is {state: 'answered', body, at} with the time of the figures, {state: 'elsewhere'} (not served by
 * this program), {state: 'refused', reason} (reached, but it cannot say), or {state: 'unreachable'}.
 */
async function ask(address) {
  if (served === null) {
    const document = await load('/openapi.json');
    if (document.state !== 'answered') {
      return document;
    }
    served = new Set(Object.keys(document.body.paths));
  }
  const answer = served.has(address.split('?')[0]) ? await load(address) : { state: 'elsewhere' };
  if (answer.state === 'elsewhere' || answer.state === 'unreachable') {
    served = null; // whoever answers next may be another program
  }
  return answer;
}

async function load(address) {
  let response;
  try {
    response = await fetch(address, {
      // an answer somebody else was given a moment ago will do; with no-cache, an unchanged one is not sent again
      headers: { Accept: 'application/json', 'Cache-Control': `max-age=${ACCEPTED_AGE_SECONDS}` },
      cache: 'no-cache',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.ok) {
      const body = await response.json();
      return { state: 'answered', body, at: Date.now() - 1000 * Number(response.headers.get('Age') ?? 0) };
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

/** Asks now and then on, but not while nobody looks; at once when somebody looks again. */
export function poll(address, everyMs, take) {
  let next = 0;
  let asking = false;
  const turn = async () => {
    if (asking || document.hidden) {
      return;
    }
    clearTimeout(next);
    asking = true;
    const answer = await ask(address);
    asking = false;
    const pause = { answered: everyMs, elsewhere: AGAIN_WHERE_NOT_SERVED_MS }[answer.state] ?? AGAIN_AFTER_FAILURE_MS;
    next = setTimeout(turn, pause);
    take(answer);
  };
  document.addEventListener('visibilitychange', turn);
  turn();
}
