import { $, draw, icon, make, setText } from './dom.js';
import { shownState } from './facts.js';
import { calendarDay, clockHands, count, date, duration, hour, second, shortDay } from './format.js';
import { NAME, SERVICES, STATE, STATES } from './states.js';

/** A bar's height, the axis' and the least room of a label and of a swatch, in the page's rem, as the styles say. */
const [BAR, AXIS, LABEL, SWATCH] = [2.1, 1.6, 3.5, 1.75];
const USUAL_REM = 16;
const STEP = 50;
const QUARTER_MS = 15 * 60 * 1000;
const HOUR_MS = 4 * QUARTER_MS;
const DAY_MS = 24 * HOUR_MS;
/** So many days have hours on their axis; so many their weekdays, and longer times their months. */
const [WITH_HOURS, WITH_WEEKDAYS] = [2, 10];
/** How many of a short time's hours there may be from mark to mark. */
const HOURS_APART = [1, 2, 3, 6, 12];
const MEANS = {
  seen: 'What Curbline showed at the time. While a kiosk had no connection it was unknown, and stays so here.',
  known: "What the kiosk's own reports tell by now, those that came later from its spool too. Availability is reckoned from this.",
};
/** What a state's bars are crossed with, in the panel's colour, so that they are told apart without colours. */
const PATTERNS = {
  down: 'M-2 2 2-2M0 8 8 0M6 10 10 6M-2 6 2 10M0 0 8 8M6-2 10 2',
  suspect: 'M2 0V8M6 0V8',
  unknown: 'M0 2H8M0 6H8M2 0V8M6 0V8',
  degraded: 'M-2 2 2-2M0 8 8 0M6 10 10 6',
  maintenance: 'M0 2H8M0 6H8',
};

/** The two histories a kiosk has, the usual one first. */
export const VIEWS = [
  { id: 'seen', name: 'as seen' },
  { id: 'known', name: 'as later known' },
];

/** What a kiosk's services were in the time that is asked for: a bar each, and the same as a table. */
export class KioskHistory {
  #question;
  #history = null;
  #now = null;
  #spells = [];
  #most = STEP;
  #lanes = new Map();
  #axis = draw('svg', { class: 'axis', 'aria-hidden': 'true' });

  constructor(question) {
    this.#question = question;
    for (const input of document.querySelectorAll('[name=view]')) {
      input.addEventListener('change', () => question.change({ view: input.value === VIEWS[0].id ? '' : input.value }));
    }
    $('lanes').append(patterns());
    for (const { id, name } of SERVICES) {
      const bar = draw('svg', { class: 'bar', role: 'img', 'data-service': id });
      bar.addEventListener('pointermove', (event) => this.#point(event, id));
      bar.addEventListener('pointerleave', () => { $('tip').hidden = true; });
      this.#lanes.set(id, bar);
      $('lanes').append(make('p', { class: 'lane' }, icon(id), name), bar);
    }
    $('lanes').append(make('span'), this.#axis);
    $('spells').addEventListener('toggle', () => this.#table());
    $('spells-more').addEventListener('click', () => {
      this.#most += STEP;
      this.#table();
    });
    new ResizeObserver(() => this.draw()).observe($('lanes'));
  }

  /**
   * @param history as the API tells it
   * @param at of when the answer is: one that has not changed since an earlier one still ends when that ended
   */
  show(history, at) {
    const { isOpen } = this.#question;
    const end = (time) => (isOpen && time === history.to ? Math.max(Date.parse(time), at) : Date.parse(time));
    const spell = ({ from, to, ...rest }) => ({ ...rest, state: shownState(rest), from: Date.parse(from), to: end(to) });
    this.#history = {
      view: history.view,
      isOpen,
      from: Date.parse(history.from),
      to: end(history.to),
      services: Object.fromEntries(Object.entries(history.services).map(([service, spells]) => [service, spells.map(spell)])),
    };
    this.draw();
  }

  /** What the services are now; the history that is seen goes on with it. */
  live(services) {
    this.#now = { at: Date.now(), services };
    this.draw();
  }

  /** Whether what the services are now belongs to it. */
  get #goesOn() {
    return this.#history.view === 'seen' && this.#now !== null && this.#history.isOpen;
  }

  draw() {
    setText($('view-means'), MEANS[this.#history?.view ?? this.#question.view]);
    if (this.#history === null) {
      return;
    }
    this.#spells = [];
    const shown = new Set();
    const to = this.#goesOn ? Math.max(this.#history.to, this.#now.at) : this.#history.to;
    const range = { from: this.#history.from, to, width: Math.max(60, this.#axis.clientWidth), rem: rem() };
    document.querySelectorAll('.patterns pattern').forEach((pattern) => pattern.setAttribute('patternTransform', `scale(${range.rem / USUAL_REM})`));
    for (const [service, bar] of this.#lanes) {
      const spells = this.#withNow(service, to);
      spells.forEach((spell) => {
        shown.add(spell.state);
        this.#spells.push({ service, ...spell });
      });
      paint(bar, spells, range);
      bar.setAttribute('aria-label', `${NAME[service]}: ${summary(spells)}. The table below has each of them.`);
    }
    axis(this.#axis, range);
    const swatches = STATES.filter(({ id }) => shown.has(id)).map(({ id, word }) =>
      make('li', {}, draw('svg', { class: 'swatch', width: SWATCH * range.rem, height: (SWATCH * range.rem) / 2, 'aria-hidden': 'true' }, ...block(id, 0, SWATCH * range.rem, (SWATCH * range.rem) / 2)), word),
    );
    $('swatches').replaceChildren(...swatches);
    this.#table();
  }

  /** The store learns of a change a moment later than this page. */
  #withNow(service, to) {
    const spells = this.#history.services[service].map((spell) => ({ ...spell }));
    const last = spells.at(-1);
    const now = this.#goesOn ? this.#now.services.find((each) => each.service === service) : undefined;
    if (now === undefined || last === undefined) {
      return spells;
    }
    const since = Math.max(Date.parse(now.since), last.from);
    if (last.state === shownState(now) && last.reason === now.reason) {
      last.to = to;
      last.open = true;
    } else {
      last.to = since;
      spells.push({ ...now, state: shownState(now), from: since, to, open: true });
    }
    return spells.filter((spell) => spell.to > spell.from);
  }

  #table() {
    if (!$('spells').open) {
      return;
    }
    const rows = [...this.#spells].sort((a, b) => b.from - a.from || a.service.localeCompare(b.service));
    const cells = (spell) => [
      STATE[spell.state].word,
      second(spell.from),
      spell.open ? 'now' : second(spell.to),
      duration((spell.to - spell.from) / 1000),
      (spell.sentence ?? '') + (spell.detail ? ` (${spell.detail})` : ''),
    ];
    const shown = rows.slice(0, this.#most);
    const filled = shown.map((spell) => make('tr', {}, make('th', { scope: 'row' }, NAME[spell.service]), ...cells(spell).map((text) => make('td', {}, text))));
    $('spell-rows').replaceChildren(...filled);
    $('spells-more').hidden = shown.length === rows.length;
  }

  #point(event, service) {
    const box = this.#lanes.get(service).getBoundingClientRect();
    const mine = this.#spells.filter((spell) => spell.service === service);
    const [from, to] = [mine[0]?.from, mine.at(-1)?.to];
    const at = from + ((event.clientX - box.left) / box.width) * (to - from);
    const spell = mine.find((each) => each.from <= at && at < each.to);
    $('tip').hidden = spell === undefined;
    if (spell !== undefined) {
      const words = `${NAME[service]} ${STATE[spell.state].word}, ${duration((spell.to - spell.from) / 1000)}`;
      setText($('tip'), [words, `${second(spell.from)} to ${spell.open ? 'now' : second(spell.to)}`, spell.sentence, spell.detail].filter((line) => line).join('\n'));
      const home = $('history').getBoundingClientRect();
      const turn = event.clientX > home.left + home.width * 0.6 ? '-100%' : '0px';
      $('tip').style.transform = `translate(calc(${event.clientX - home.left}px + ${turn}), ${box.bottom - home.top + 8}px)`;
    }
  }
}

/** For a screen reader: how the time was divided. */
function summary(spells) {
  const all = spells.reduce((sum, { from, to }) => sum + to - from, 0);
  const shares = STATES.map(({ id, word }) => [word, spells.filter(({ state }) => state === id).reduce((sum, { from, to }) => sum + to - from, 0)]);
  const words = shares.filter(([, time]) => time > 0).map(([word, time]) => `${word} ${duration(time / 1000)}`);
  return `${words.join(', ')} of ${duration(all / 1000)}, in ${count(spells.length)} ${spells.length === 1 ? 'piece' : 'pieces'}`;
}

/** A pixel that several states share shows the worst: nothing bad is too short to be seen. */
function paint(bar, spells, { from, to, width, rem: unit }) {
  const height = BAR * unit;
  bar.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const columns = new Array(Math.floor(width)).fill(null);
  const scale = columns.length / (to - from);
  for (const { state, from: begin, to: end } of spells) {
    const first = Math.max(0, Math.floor((begin - from) * scale));
    const last = Math.min(columns.length - 1, Math.ceil((end - from) * scale) - 1);
    for (let x = first; x <= Math.max(first, last) && x < columns.length; x++) {
      if (columns[x] === null || STATE[state].rank < STATE[columns[x]].rank) {
        columns[x] = state;
      }
    }
  }
  const blocks = [];
  for (let x = 0; x < columns.length; ) {
    let end = x + 1;
    while (end < columns.length && columns[end] === columns[x]) {
      end++;
    }
    if (columns[x] !== null) {
      blocks.push(...block(columns[x], x, end - x, height));
    }
    x = end;
  }
  bar.replaceChildren(...blocks);
}

function block(state, x, width, height) {
  const plain = draw('rect', { class: `spell ${state}`, x, y: 0, width, height });
  const crossed = state in PATTERNS && width > 3 ? [draw('rect', { x, y: 0, width, height, fill: `url(#crossed-${state})` })] : [];
  return [plain, ...crossed];
}

function patterns() {
  const all = Object.entries(PATTERNS).map(([state, d]) =>
    draw('pattern', { id: `crossed-${state}`, width: 8, height: 8, patternUnits: 'userSpaceOnUse' }, draw('path', { class: 'crossing', d })),
  );
  return draw('svg', { class: 'patterns', width: 0, height: 0, 'aria-hidden': 'true' }, draw('defs', {}, ...all));
}

/** Lengths go with the letters, which are large on a wall. */
const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);

/** Where the city's days begin, or of a short time its hours. */
function axis(svg, { from, to, width, rem: unit }) {
  svg.setAttribute('viewBox', `0 0 ${width} ${AXIS * unit}`);
  const length = (to - from) / DAY_MS;
  const most = Math.max(1, Math.floor(width / (LABEL * unit))); // labels there is room for
  const { marks, label, every } = length <= WITH_HOURS ? hours(from, to, most) : { marks: beginnings(from, to), label: length <= WITH_WEEKDAYS ? shortDay : calendarDay, every: Math.ceil(length / most) };
  const drawn = marks.flatMap((at, i) => {
    const x = ((at - from) / (to - from)) * width;
    const isLabelled = i % every === 0 && x < width - LABEL * unit;
    return [draw('path', { d: `M${x.toFixed(1)} 0v${unit / 2}` }), ...(isLabelled ? [draw('text', { x: x.toFixed(1), y: 1.35 * unit }, label(at))] : [])];
  });
  svg.replaceChildren(...drawn);
}

/** The moments at which days begin by the city's clock; they are looked for only near where they can be. */
function beginnings(from, to) {
  const marks = [];
  let before = date(from - QUARTER_MS);
  for (let at = Math.ceil(from / QUARTER_MS) * QUARTER_MS; at < to; at += QUARTER_MS) {
    if (date(at) !== before) {
      before = date(at);
      marks.push(at);
      at += 22 * HOUR_MS;
    }
  }
  return marks;
}

/** Whole hours by the city's clock, as many as have room for their labels. */
function hours(from, to, most) {
  const apart = HOURS_APART.find((each) => (to - from) / HOUR_MS / each <= most) ?? DAY_MS / HOUR_MS;
  const marks = [];
  for (let at = Math.ceil(from / QUARTER_MS) * QUARTER_MS; at < to; at += QUARTER_MS) {
    const [hourOfDay, minute] = clockHands(at);
    if (minute === 0 && hourOfDay % apart === 0) {
      marks.push(at);
    }
  }
  return { marks, label: hour, every: 1 };
}
