import { ask } from './api.js';
import { $, make, setText } from './dom.js';
import { duration, time, useZone } from './format.js';
import { Screens } from './screens.js';
import { viewsOf } from './views.js';

const ASK_MS = 2000;
const PATIENCE_MS = 4000;
/** A view that has not come by then is given up; the next one is tried. */
const LOADING_MS = 20000;
/** One that has no figures by then is shown all the same, and says so. */
const [FIGURES_MS, LOOK_MS] = [10000, 100];
const [LEAST_SECONDS, USUAL_SECONDS, MOST_SECONDS] = [2, 30, 3600];

/*
 * The wall: one view after the other. The next is loaded behind the one that is seen, and only while the server answers, so
 * that there is always something to see; one that is taller than the screen is shown part by part. Each view goes on by itself, and says how old it is. The wall says whether the
 * server answers, whatever a view may say.
 */
const asked = new URLSearchParams(location.search);
const { views: turn, refused, none } = viewsOf(location.search, location.href);
const every = asked.get('every') ?? '';
const seconds = Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, Number(every) || USUAL_SECONDS));
let shown = null;
let screens = null;
let at = -1;
let loading = false;
let nextAt = 0;
let answeredAt = null;
let failed = false;
let zoned = false;
let held = false;

function mark() {
  $('turn').replaceChildren(...turn.map(({ name }, i) => make('li', { 'aria-current': i === at ? 'page' : undefined }, name)));
  setText($('part'), screens?.count > 1 ? `${screens.at + 1} of ${screens.count}` : '');
}

/** Shows the screen that is so many further, and after a view's last one the next view, when it is whole. */
async function go(by) {
  if (loading) {
    return;
  }
  if (by !== 0 && screens?.turn(by)) {
    mark();
    nextAt = Date.now() + seconds * 1000;
    return;
  }
  loading = true;
  const to = (at + by + turn.length) % turn.length;
  const frame = make('iframe', { src: turn[to].address, title: turn[to].name });
  const came = new Promise((resolve) => {
    frame.addEventListener('load', () => resolve(isPage(frame)));
    setTimeout(() => resolve(false), LOADING_MS);
  });
  $('views').append(frame);
  try {
    if (await came) {
      await figures(frame);
      screens = new Screens(frame, mark);
      shown?.remove();
      shown = frame;
      frame.classList.add('shown');
      at = to;
      mark();
    }
  } finally { // also if it went elsewhere meanwhile
    if (shown !== frame) {
      frame.remove();
    }
    nextAt = Date.now() + seconds * 1000;
    loading = false;
  }
}

/** Until a view has its first figures, so that its time on the wall is not spent on asking for them. */
async function figures(frame) {
  const until = Date.now() + FIGURES_MS;
  while (frame.contentDocument.querySelector('#age')?.className === 'age' && Date.now() < until) {
    await new Promise((resolve) => { setTimeout(resolve, LOOK_MS); });
  }
}

/** One of ours, and not what a browser shows when a server does not answer. */
function isPage(frame) {
  try {
    return frame.contentDocument.querySelector('#age') !== null;
  } catch {
    return false;
  }
}

async function askServer() {
  try {
    const response = await fetch('/health/live', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
    failed = !response.ok;
  } catch {
    failed = true;
  }
  if (!failed && !zoned) {
    const { state, body } = await ask('/api/v1/usage?service=wifi'); // it says by whose clock, as every view does
    zoned = state === 'answered';
    useZone(zoned ? body.zone : 'UTC');
  }
  answeredAt = failed ? answeredAt : Date.now();
  setTimeout(askServer, ASK_MS);
}

/** A machine that slept has asked nothing meanwhile, and knows so. */
const isAway = () => failed || (answeredAt !== null && Date.now() - answeredAt > ASK_MS + 2 * PATIENCE_MS);

function tick() {
  const away = isAway();
  const wasAway = !$('away').hidden;
  if (answeredAt === null) {
    setText($('age-text'), failed ? 'The server does not answer' : 'Asking the server …');
  } else {
    $('age').className = away ? 'age stale' : 'age fresh';
    setText($('age-text'), away ? `No answer since ${time(answeredAt)}` : `Live, ${time(answeredAt)}`);
    setText($('away'), away ? `The server has not answered for ${duration((Date.now() - answeredAt) / 1000)}. What is shown is of ${time(answeredAt)} or before.` : '');
    $('away').hidden = !away;
  }
  if (!away && answeredAt !== null && (at < 0 || (!held && (turn.length > 1 || screens.count > 1) && Date.now() >= nextAt) || wasAway)) {
    go(wasAway && at >= 0 ? 0 : 1);
  }
}

function hold() {
  held = !held;
  $('hold').setAttribute('aria-pressed', String(held));
}

$('hold').addEventListener('click', hold);
$('full').addEventListener('click', () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()));
document.addEventListener('keydown', (event) => {
  if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
    go(event.key === 'ArrowRight' ? 1 : -1);
  }
});
const notes = [
  refused.length ? `Not shown: ${refused.join(', ')}. It is none of this server’s pages.${none ? ' The usual ones are shown instead.' : ''}` : '',
  every && Number(every) !== seconds ? `Not understood: every=${every}; a view is shown for ${duration(seconds)}.` : '',
].filter((note) => note);
setText($('refused'), notes.join(' '));
$('refused').hidden = notes.length === 0;
mark();
askServer();
setInterval(tick, 500);
