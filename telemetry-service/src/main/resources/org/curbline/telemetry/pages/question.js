import { ask } from './api.js';
import { COMPARED } from './compared.js';
import { $, make } from './dom.js';
import { addressOfKiosk, keepInHead } from './kept.js';
import { Misread } from './misread.js';
import { SERVICES } from './states.js';

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** Ranges that are always the latest: how many days before today they begin, and whether today is in them. */
const RANGES = [
  { id: 'today', name: 'Today', back: 0 },
  { id: 'yesterday', name: 'Yesterday', back: 1, until: 0 },
  { id: 'week', name: '7 days', back: 6 },
  { id: 'month', name: '30 days', back: 29 },
  { id: 'quarter', name: '90 days', back: 89 },
  { id: 'year', name: 'A year', back: 364 },
  { id: 'custom', name: 'Other' },
];
const IN_DAYS = { ranges: RANGES, usual: 'week', longer: 'week', longest: Infinity };
/** Whole hours of the last week are kept counted, and of the last day the API says it by itself. */
const lastWeek = () => new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 7 * DAY_MS).toISOString();
/** The times of a page that cannot tell of more than so many days: some of them end now, and are not whole days. */
export const FEW_DAYS = {
  ranges: [
    { id: 'day', name: '24 hours', back: 1, from: () => '' },
    ...RANGES.filter(({ id }) => ['today', 'yesterday'].includes(id)),
    { id: 'week', name: '7 days', back: 6, from: lastWeek },
    ...RANGES.filter(({ id }) => id === 'custom'),
  ],
  usual: 'day',
  longer: 'week',
  longest: 8,
};
/** The times of a kiosk's page: its gateway tells of a hundred days at once. */
export const HUNDRED_DAYS = { ranges: RANGES.filter(({ id }) => id !== 'year'), usual: 'week', longer: 'quarter', longest: 100 };
const BUCKETS = ['hour', 'day', 'week', 'month'];
const PLACES = ['borough', 'district', 'kiosk'];
/** How the map's kiosks say it. */
const PROPERTY = { borough: 'borough', district: 'community_board' };
/** The place of which nobody said it. */
const UNKNOWN = 'unknown';
const PARTS = ['service', 'range', 'from', 'to', 'bucket', 'compare', 'zone', 'borough', 'district', 'kiosk', 'measure', 'by', 'reason', 'view'];
const FEWEST_FOR_WEEKS = 120;
const FEWEST_FOR_MONTHS = 400;
const MOST_FOR_HOURS = 93;

/** Whether services are something to choose from: a kiosk's page shows all of them. */
const hasServices = () => $('asked').querySelector('#services') !== null;

/** The day of a moment in a zone, as 2026-11-24; Java has names for zones that browsers have not, such as Z. */
export const dayIn = (zone, at) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone ? zoneNamed(zone) || 'UTC' : undefined, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
/** Days later: days are counted as those of UTC, which are all of one length. */
export const later = (day, days) => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** A zone as the API knows it: a browser takes utc for UTC. Empty if it is none. */
function zoneNamed(zone) {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions();
    return [zone, timeZone.toLowerCase()].includes(zone.toLowerCase()) ? timeZone : zone;
  } catch {
    return '';
  }
}

/** What a range is called; empty if it is the usual one, or none. */
export function rangeName(range, from, to) {
  const known = RANGES.find(({ id }) => id === range && id !== 'custom');
  return known ? known.name : from && to && Date.parse(from) < Date.parse(to) ? `${from} to ${later(to, -1)}` : '';
}

/**
 * What the reader asks for: service, time, place and the like. It stands in the page's address, so that it can be sent
 * and kept, and back and forward go through it.
 */
export class Question {
  #asked = {};
  /** As the page's address has it. */
  #address = '';
  #cityZone = '';
  #changed;
  #placed;
  #misread;
  #times;

  /**
   * @param fits of parts that this page alone has, what there is for a question: ids and names, the usual one first
   * @param times which times it can tell of
   */
  constructor(changed, fits = {}, times = IN_DAYS) {
    this.#changed = changed;
    this.#times = times;
    this.#misread = new Misread(Object.keys(fits));
    this.#read();
    this.#check(fits);
    this.#lack();
    if (hasServices()) {
      this.#choices('services', 'service', SERVICES);
    }
    this.#choices('ranges', 'range', times.ranges);
    for (const id of ['bucket', 'compare', 'zone', 'from', 'to']) {
      $(id)?.addEventListener('change', () => this.#control(id));
    }
    $('asked').addEventListener('submit', (event) => event.preventDefault());
    addEventListener('popstate', () => {
      if (location.search === this.#address) {
        return; // to another part of the page
      }
      this.#read();
      this.#misread.forget();
      this.#lack();
      this.show();
      this.#changed();
    });
  }

  get(part) {
    return this.#asked[part] ?? '';
  }

  get service() {
    return this.get('service') || SERVICES[0].id;
  }

  /** Of a kiosk's history: as it was seen, or as it is known by now. */
  get view() {
    return this.get('view') || 'seen';
  }

  get range() {
    const asked = this.get('range') || (this.get('from') ? 'custom' : this.#times.usual);
    return this.#times.ranges.some(({ id }) => id === asked) ? asked : this.#times.longer;
  }

  get zone() {
    return this.get('zone') || this.#cityZone;
  }

  /** The first day, and the one behind the last. */
  get days() {
    if (this.range === 'custom' && this.get('from') && this.get('to')) {
      const [from, to] = [this.get('from'), this.get('to')];
      return { from: (Date.parse(to) - Date.parse(from)) / DAY_MS > this.#times.longest ? later(to, -this.#times.longest) : from, to };
    }
    const { ranges, usual } = this.#times;
    const { back, until = -1 } = ranges.find(({ id }) => id === this.range && id !== 'custom') ?? ranges.find(({ id }) => id === usual);
    const today = dayIn(this.zone, Date.now());
    return { from: later(today, -back), to: later(today, -until) };
  }

  get length() {
    return (Date.parse(this.days.to) - Date.parse(this.days.from)) / DAY_MS;
  }

  get bucket() {
    const asked = this.get('bucket');
    if (asked && (asked !== 'hour' || this.length <= MOST_FOR_HOURS)) {
      return asked;
    }
    return this.length <= 2 ? 'hour' : this.length <= FEWEST_FOR_WEEKS ? 'day' : this.length <= FEWEST_FOR_MONTHS ? 'week' : 'month';
  }

  get canBeByHours() {
    return this.length <= MOST_FOR_HOURS;
  }

  /** From when on, of a time that ends now. */
  get #untilNow() {
    return this.#times.ranges.find(({ id }) => id === this.range).from;
  }

  /** Whether its figures still change. */
  get isOpen() {
    return this.days.to > dayIn(this.zone, Date.now());
  }

  /** The part of the place that is asked for last: borough, district or kiosk; empty for the whole city. */
  get place() {
    return ['kiosk', 'district', 'borough'].find((part) => this.get(part)) ?? '';
  }

  /** What the API is asked, with more. */
  api(path, more = {}) {
    const asked = new URLSearchParams();
    const put = (name, value) => value && asked.set(name, value);
    put('service', this.service);
    const until = this.#untilNow;
    put('from', until ? until() : this.days.from);
    put('to', until ? '' : this.days.to);
    put('zone', this.get('zone'));
    for (const [name, value] of Object.entries(more)) {
      asked.delete(name);
      put(name, value);
    }
    return asked.size ? `${path}?${asked}` : path;
  }

  /** The page's address with some parts changed. */
  address(parts) {
    const asked = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...this.#asked, ...parts })) {
      if (value) {
        asked.set(name, value);
      }
    }
    return asked.size ? `?${asked}` : location.pathname;
  }

  change(parts) {
    history.pushState(null, '', this.address(parts));
    this.#misread.forget();
    this.#read();
    this.#lack();
    this.show();
    this.#changed();
  }

  /** A link that changes the question without loading the page anew. */
  link(parts, name) {
    const link = make('a', { href: this.address(parts) }, name);
    link.addEventListener('click', (event) => {
      if (event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
        event.preventDefault();
        this.change(parts);
        $('title').focus?.();
      }
    });
    return link;
  }

  /** Whose today is meant must be known before it is asked for: here it may be tomorrow already. And a place must be one. */
  async knowCity() {
    if ($('trail')) {
      await (this.#placed ??= this.#knowPlace());
    }
    if (!this.zone && !this.#untilNow) {
      const { body } = await ask('/api/v1/calendar');
      if (body && !this.zone) {
        this.#cityZone = body.zone;
        this.show();
      }
    }
  }

  /** A place is one if something was used there in this time, or a kiosk stands there. Without a registry every place may be one. */
  async #knowPlace() {
    const [borough, district, kiosk] = PLACES.map((part) => this.get(part));
    if (!this.place) {
      return;
    }
    const isIn = async (within) => {
      const named = Object.entries(within).filter(([, name]) => name && name !== UNKNOWN);
      const used = named.length ? await ask(this.api('/api/v1/usage', { ...within, service: '' })) : {};
      if (named.length === 0 || used.body?.rows.length > 0) {
        return true;
      }
      const stands = await this.#stands(({ properties }) => named.every(([part, name]) => properties[PROPERTY[part]] === name));
      return stands || (used.state === 'unreachable' ? undefined : stands);
    };
    const isKiosk = async () => {
      const { state } = await ask(`/api/v1/kiosks/${encodeURIComponent(kiosk)}`, '/api/v1/kiosks/{id}');
      return state === 'missing' ? this.#stands(({ id }) => id === kiosk.toLowerCase()) : state !== 'unreachable' || undefined;
    };
    const [hasBorough, hasDistrict, hasKiosk] = await Promise.all([isIn({ borough }), isIn({ borough, district }), kiosk === '' || isKiosk()]);
    if ([borough, district, kiosk].join() !== PLACES.map((part) => this.get(part)).join()) {
      return; // who went on meanwhile chose a place that is one
    }
    if ([hasBorough, hasDistrict, hasKiosk].includes(undefined)) {
      this.#placed = undefined; // nobody answers; with the next figures
    }
    const isDistrict = hasDistrict !== false || (hasBorough === false && (await isIn({ district })) !== false);
    this.#understand('borough', hasBorough !== false, 'the whole city');
    this.#understand('district', isDistrict, this.get('borough') || 'the whole city');
    this.#understand('kiosk', hasKiosk !== false, this.get('district') ? `district ${this.get('district')}` : this.get('borough') || 'the whole city');
    this.#say();
    this.show();
  }

  /** Whether a kiosk is such a one, or there are none; undefined if it is not known. */
  async #stands(such) {
    const { state, body } = await ask('/api/v1/open/kiosks.geojson');
    return state === 'answered' ? body.features.length === 0 || body.features.some(such) : state === 'elsewhere' || undefined;
  }

  /** @param zone as the API says it: the city's unless another one was asked for */
  know(zone) {
    if (!this.get('zone') && this.#cityZone !== zone) {
      const before = this.days.from + this.days.to;
      this.#cityZone = zone;
      this.show();
      if (before !== this.days.from + this.days.to) {
        this.#changed(); // there it is another day than here
      }
    }
  }

  /** Sets the controls to what is asked. */
  show() {
    const check = (name, value) => {
      const input = document.querySelector(`[name="${name}"][value="${CSS.escape(value)}"]`);
      if (input) {
        input.checked = true;
      }
    };
    check('service', this.service);
    check('range', this.range);
    check('reason', this.get('reason'));
    check('view', this.view);
    $('dates').hidden = this.range !== 'custom';
    $('from').value = this.days.from;
    $('to').value = later(this.days.to, -1);
    if ($('bucket')) {
      const hours = $('bucket').querySelector('[value=hour]');
      $('bucket').value = this.bucket === 'hour' && !hours ? 'day' : this.bucket;
      if (hours) {
        hours.disabled = !this.canBeByHours;
      }
    }
    if ($('compare')) {
      $('compare').value = this.get('compare');
    }
    this.#showZones();
    this.#showTrail();
    keepInHead();
  }

  #showZones() {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const city = this.#cityZone;
    const options = [['', city ? `the city (${city})` : 'the city'], ...[...new Set([own, 'UTC', this.get('zone')])].filter((zone) => zone && zone !== city).map((zone) => [zone, zone])];
    $('zone').replaceChildren(...options.map(([value, name]) => make('option', { value }, name)));
    $('zone').value = this.get('zone') === city ? '' : this.get('zone');
  }

  #showTrail() {
    if (!$('trail')) {
      return;
    }
    const steps = [['', { borough: '', district: '', kiosk: '' }, 'The whole city']];
    if (this.get('borough')) {
      steps.push(['borough', { district: '', kiosk: '' }, this.get('borough')]);
    }
    if (this.get('district')) {
      steps.push(['district', { kiosk: '' }, `District ${this.get('district')}`]);
    }
    if (this.get('kiosk')) {
      steps.push(['kiosk', {}, this.get('kiosk')]);
    }
    $('trail').replaceChildren(
      ...steps.map(([part, parts, name]) => (part === this.place ? make('span', { 'aria-current': 'location' }, name) : this.link(parts, name))),
    );
    if (this.get('kiosk')) {
      $('trail').append(make('a', { class: 'lead', href: addressOfKiosk(this.get('kiosk')) }, 'how it is now'));
    }
  }

  #read() {
    this.#address = location.search;
    const asked = new URLSearchParams(location.search);
    this.#asked = Object.fromEntries(PARTS.map((part) => [part, asked.get(part) ?? '']));
    this.#asked.zone = zoneNamed(this.#asked.zone) || this.#asked.zone;
  }

  /** What the address asks for and nobody understands is said, and is as if it had not been asked for. */
  #check(fits) {
    if (hasServices()) {
      this.#understand('service', SERVICES.some(({ id }) => id === this.#asked.service), SERVICES[0].name);
    }
    this.#understandDays();
    this.#understand('zone', zoneNamed(this.#asked.zone) !== '', 'the clocks of the city');
    this.#understand('bucket', BUCKETS.includes(this.#asked.bucket), 'as fits the time');
    this.#understand('compare', Object.hasOwn(COMPARED, this.#asked.compare), 'no comparison');
    for (const [part, choices] of Object.entries(fits)) {
      const known = choices(this);
      this.#understand(part, known.some(({ id }) => id === this.#asked[part]), known[0]?.name ?? 'one kiosk');
    }
    this.#say();
  }

  /** From here on the address is right, and so are links and whatever is sent. */
  #say() {
    if (this.#misread.some) {
      history.replaceState(null, '', this.address({}));
      this.#address = location.search;
    }
    this.#misread.say();
  }

  #understandDays() {
    const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
    const { range, from, to } = this.#asked;
    const areDays = isDay(from) && isDay(to) && from < to;
    const known = [...this.#times.ranges, ...RANGES];
    const instead = known.find(({ id }) => id === range && id !== 'custom') ?? known.find(({ id }) => id === (areDays ? 'custom' : this.#times.usual));
    const words = instead.id === 'custom' ? rangeName('', from, to) : instead.name;
    for (const part of areDays ? [] : ['from', 'to']) {
      this.#understand(part, false, words);
    }
    this.#understand('range', known.some(({ id }) => id === range) && (range !== 'custom' || areDays), words);
  }

  /** Other pages have longer times: says so where one of them is asked for, and keeps it for them. */
  #lack() {
    const { range, from, to } = this.#asked;
    const asked = rangeName(range, from, to);
    const shown = this.range === 'custom' ? rangeName('', this.days.from, this.days.to) : this.#times.ranges.find(({ id }) => id === this.range).name;
    this.#misread.lack(shown === asked ? '' : asked, shown);
  }

  /** Says that somebody who knows it does not understand a part of the address; from here on it is not in there. */
  without(part, instead) {
    this.#understand(part, false, instead);
    this.#say();
    this.show();
  }

  #understand(part, understood, instead) {
    if (this.#asked[part] && !understood) {
      this.#misread.add(part, this.#asked[part], instead);
      this.#asked[part] = '';
    }
  }

  #choices(parent, name, options) {
    for (const { id, name: words } of options) {
      const input = make('input', { type: 'radio', name, value: id, class: 'hidden' });
      input.addEventListener('change', () => this.#choose(name, id));
      $(parent).append(make('label', { class: 'segment' }, input, make('span', {}, words)));
    }
  }

  #choose(name, value) {
    if (name === 'range' && value === 'custom') {
      this.change({ range: value, ...this.days });
    } else if (name === 'range') {
      this.change({ range: value, from: '', to: '', bucket: '' });
    } else {
      this.change({ [name]: value, measure: '' });
    }
  }

  #control(id) {
    if (id !== 'from' && id !== 'to') {
      this.change({ [id]: $(id).value });
    } else if ($('from').value && $('to').value) {
      const [first, last] = [$('from').value, $('to').value].sort();
      const { longest } = this.#times;
      const isTooLong = (Date.parse(last) - Date.parse(first)) / DAY_MS >= longest; // the day that was chosen stays
      const from = isTooLong && $(id).value === last ? later(last, 1 - longest) : first;
      this.change({ range: 'custom', from, to: isTooLong ? later(from, longest) : later(last, 1), bucket: '' });
    }
  }
}
