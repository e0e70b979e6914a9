import { duration, time } from './format.js';
import { $, setText } from './dom.js';

/** Figures that are so much older than they are asked for although nothing failed: an answer is taking its time. */
const OLD_MS = 10000;
/** A short hiccup is shown, but not said. */
const SAID_AFTER_MS = 5000;

/**
 * What a page's figures come from, and how old they are: each panel says when its figures are of another time, and the
 * head of the page says it of all. A source is {panels, everyMs}; its state and the time of its figures are kept here.
 * One that is told as it happens names another one that is asked of the same program: silence alone is no news.
 */
export class Freshness {
  #sources;
  #trouble = 0;
  #title;
  #oldSince = null;
  #saidOld = false;

  /** @param sources {name: {panels: ids of elements, everyMs: how often it is asked, beside: another source}}; all are one server's */
  constructor(sources) {
    this.#sources = Object.values(sources);
    this.#title = document.title;
    this.#sources.forEach((source) => Object.assign(source, { state: 'asking', reachable: true }));
    setInterval(() => this.#show(), 1000);
  }

  /** @param answer of the API; one of a stream is {state: 'live'} as long as it holds, or {state: 'lost'} */
  take(source, answer) {
    if (answer.state === 'live') {
      source.at = Date.now();
    } else if (source.state === 'live' && source.reachable && isThere(source.beside)) {
      source.at = Date.now(); // until now it held
    }
    source.state = answer.state;
    source.reason = answer.reason;
    if (answer.state === 'answered') {
      source.at = answer.at;
    }
    if (answer.state !== 'lost') {
      this.#sources.forEach((other) => { other.reachable = answer.state !== 'unreachable'; });
    }
    this.#show();
  }

  /** What time it is as far as a source's figures go: now, unless they are of another time. */
  clock(source) {
    return source.at === undefined || !isOld(source) ? Date.now() : source.at;
  }

  /** @param n how many want a look; the page's title says it */
  trouble(n) {
    this.#trouble = n;
  }

  #show() {
    for (const source of this.#sources) {
      if (source.state === 'live' && source.reachable && isThere(source.beside)) {
        source.at = Date.now();
      }
      source.panels.forEach((id) => showPanel($(id), source));
    }
    const mine = this.#sources.filter((source) => source.state !== 'elsewhere');
    document.body.classList.toggle('usage-only', this.#sources.length > mine.length);
    const known = mine.filter((source) => source.at !== undefined);
    if (known.length) {
      figuresAreHere();
    }
    const old = known.filter(isOld);
    const trouble = old.length > 0 || mine.some((source) => ['unreachable', 'refused', 'lost'].includes(source.state));
    $('age').className = trouble ? 'age stale' : known.length ? 'age fresh' : 'age';
    setText($('age-text'), ageText(mine, known, old, trouble));
    document.title = (trouble && known.length ? 'Old figures – ' : this.#trouble ? `(${this.#trouble}) ` : '') + this.#title;
    this.#sayOld(trouble && known.length > 0);
  }

  #sayOld(trouble) {
    this.#oldSince = trouble ? (this.#oldSince ?? Date.now()) : null;
    const worthSaying = trouble && Date.now() - this.#oldSince > SAID_AFTER_MS;
    if (this.#saidOld ? !trouble : worthSaying) {
      this.#saidOld = trouble;
      announce(trouble ? $('age-text').textContent : 'The figures are live again.');
    }
  }
}

/** Whether a program has answered what it was asked last. */
const isThere = (source) => !['refused', 'unreachable'].includes(source?.state);

function isOld(source) {
  return !source.reachable || !isThere(source.beside) || source.state === 'refused' || source.state === 'lost' || Date.now() - source.at > source.everyMs + OLD_MS;
}

/** What does not come from this program says where it is. */
function showPanel(panel, source) {
  const elsewhere = source.state === 'elsewhere';
  const known = source.at !== undefined;
  panel.classList.toggle('elsewhere', elsewhere);
  panel.classList.toggle('old', !elsewhere && known && isOld(source));
  panel.classList.toggle('unknown', !elsewhere && !known);
  panel.querySelectorAll('.at').forEach((element) => setText(element, known ? time(source.at) : ''));
  const reason = panel.querySelector('.reason');
  if (reason) {
    reason.hidden = source.state !== 'refused';
    setText(reason, source.reason ?? '');
  }
}

function ageText(mine, known, old, trouble) {
  if (known.length === 0) {
    return trouble ? 'No figures yet: the server does not answer. It is asked every 2 s.' : 'Asking for the first figures …';
  }
  if (!trouble) {
    return `Live, ${time(Math.min(...known.map((source) => source.at)))}`;
  }
  if (mine.some((source) => source.reachable)) {
    return 'Some figures are old, and say so';
  }
  const at = Math.max(...old.map((source) => source.at));
  return `These figures are old. The server has not answered since ${time(at)}, ${duration((Date.now() - at) / 1000)} ago. It is asked every 2 s.`;
}

let areFiguresHere = false;
let saidWithFigures = '';

/** What stands on a page from its beginning is not read aloud then: it is said with the first figures, or at once if they are here. */
export function announceWithFigures(said) {
  saidWithFigures = said;
  if (areFiguresHere && said) {
    announce(said);
  }
}

/** The first figures are here, or are about to be shown. */
export function figuresAreHere() {
  if (!areFiguresHere) {
    areFiguresHere = true;
    setTimeout(() => saidWithFigures && announce(`${$('announcement').textContent} ${saidWithFigures}`.trim()));
  }
}

/** Says something to whoever has the page read aloud; whatever else changes is not read. */
export function announce(said) {
  setText($('announcement'), said);
}
