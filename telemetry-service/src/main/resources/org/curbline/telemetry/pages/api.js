/** Asks this program's API. The page is refreshed by asking again and again, each address never twice at once. */
const PATIENCE_MS = 8000;
const AGAIN_AFTER_FAILURE_MS = 2000;
const AGAIN_WHERE_NOT_SERVED_MS = 60000;
const ACCEPTED_AGE_SECONDS = 5;
/** The times of figures, and the headers that say them. */
const TIMES = { asOf: 'Curbline-As-Of', finalUntil: 'Curbline-Final-Until' };

/** The paths of the program's OpenAPI document, those it forwards among them, so that what it does not serve is not asked for. */
let served = null;

/**
 * What comes back is {state: 'answered', body, at} with the time of the figures, {state: 'elsewhere'} (not served by
 * this program), {state: 'missing', reason} (there is no such thing), {state: 'refused', reason} (reached, but it cannot
 * say), or {state: 'unreachable'}.
 *
 * @param path as the OpenAPI document has it, if the address is one of many
 */
export async function ask(address, path = address.split('?')[0]) {
  if (served === null) {
    const document = await load('/openapi.json');
    if (document.state !== 'answered') {
      return document.state === 'missing' ? { state: 'elsewhere' } : document;
    }
    served = new Set([...Object.keys(document.body.paths), ...(document.body['x-forwarded'] ?? [])]);
  }
  const answer = served.has(path) ? await load(address) : { state: 'elsewhere' };
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
      const body = timed(await response.json(), response.headers);
      return { state: 'answered', body, at: Date.now() - 1000 * Number(response.headers.get('Age') ?? 0) };
    }
  } catch {
    return { state: 'unreachable' };
  }
  const problem = await response.json().catch(() => ({}));
  return { state: response.status === 404 ? 'missing' : 'refused', status: response.status, reason: problem.detail ?? `The answer was ${response.status}.` };
}

/** Of figures that have not changed the head alone is sent, with the times as they are by now. */
function timed(body, headers) {
  for (const [name, header] of Object.entries(TIMES)) {
    if (headers.has(header)) {
      body[name] = headers.get(header);
    }
  }
  return body;
}

/** How long to wait until it is worth asking again. */
export function pauseAfter(answer, everyMs) {
  return { answered: everyMs, elsewhere: AGAIN_WHERE_NOT_SERVED_MS, missing: Math.max(everyMs, AGAIN_AFTER_FAILURE_MS) }[answer.state] ?? AGAIN_AFTER_FAILURE_MS;
}

/**
 * Asks now and then on, but not while nobody looks; at once when somebody looks again.
 *
 * @param address or what makes it, each time it is asked, which may take a while
 * @param path as the OpenAPI document has it, if the address is one of many
 * @returns asks at once, or once more if it is being asked
 */
export function poll(address, everyMs, take, path) {
  let next = 0;
  let asking = false;
  let again = false;
  const turn = async () => {
    again = asking;
    if (asking || document.hidden) {
      return;
    }
    clearTimeout(next);
    asking = true;
    const answer = await ask(await (typeof address === 'function' ? address() : address), path);
    asking = false;
    next = setTimeout(turn, again ? 0 : pauseAfter(answer, everyMs));
    take(answer);
  };
  document.addEventListener('visibilitychange', turn);
  turn();
  return turn;
}
