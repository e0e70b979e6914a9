import { $, draw, setText } from './dom.js';
import { count } from './format.js';
import { BOROUGHS } from './names.js';
import { STATE, STATES } from './states.js';
import { Tiles } from './tiles.js';

const WIDTH = 1000;
/** Twice as large as a sheet of paper is wide, and of the shape that the style sheet gives the map there. */
const PAPER = { width: 1440, height: 960, text: 26 };
const MARGIN = 25;
/** Dots nearer to each other than this look like one. */
const BESIDE_PX = 5;
const REACH_PX = 16;
const CLOSEST = 40;
/** Where an arrow key points to, y downwards. */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * The fleet as dots on the boroughs' outlines, to be enlarged and moved. The projection is equirectangular, true to
 * scale at the middle latitude: within a city that is as good as any. Each state's dot is painted once and then copied,
 * so that tens of thousands are a matter of milliseconds.
 */
export class FleetMap {
  #box = $('map');
  #svg = $('outlines');
  #canvas = $('dots');
  #tip = $('tip');
  #mark = $('mark');
  #tiles = new Tiles();
  #boroughs = null;
  #bounds = null;
  #view = null;
  #kiosks = [];
  #look = { stateOf: () => 'unknown', has: () => true };
  #told;
  #ringed = new Set();
  #at = null;
  #drag = null;
  #frame = 0;
  #paper = null;
  #style = { key: '', dots: {} };

  /** @param told {words(kiosk): lines said of one pointed at, open(kiosk), say(text)} */
  constructor(told) {
    this.#told = told;
    new ResizeObserver(() => this.#draw()).observe(this.#box);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
    addEventListener('beforeprint', () => this.#print());
    addEventListener('afterprint', () => this.#draw());
    this.#box.addEventListener('pointerdown', (event) => this.#press(event));
    this.#box.addEventListener('pointermove', (event) => this.#move(event));
    this.#box.addEventListener('pointerup', (event) => this.#release(event));
    this.#box.addEventListener('pointercancel', () => { this.#drag = null; });
    this.#box.addEventListener('pointerleave', (event) => event.pointerType === 'mouse' && this.#pointAt(null));
    this.#box.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    this.#box.addEventListener('keydown', (event) => this.#key(event));
    document.addEventListener('keydown', (event) => event.key === 'Escape' && this.#pointAt(null));
    for (const [id, factor] of [['closer', 2], ['farther', 0.5], ['whole', 0]]) {
      $(id).addEventListener('click', () => this.#zoom(factor));
    }
  }

  /** Without outlines the dots still show. */
  async load() {
    const tiles = this.#tiles.load();
    try {
      const response = await fetch('/nyc-boroughs.geojson');
      this.#boroughs = (await response.json()).features;
    } catch {
      this.#boroughs = [];
    }
    await tiles;
    this.#svg.classList.toggle('tiled', this.#tiles.isThere);
    this.#fit();
  }

  /**
   * @param kiosks with latitude and longitude
   * @param look stateOf(kiosk) and has(state), whether it is to be seen
   */
  show(kiosks, look) {
    const first = this.#kiosks.length === 0;
    this.#look = look;
    this.#kiosks = kiosks.filter((kiosk) => Number.isFinite(kiosk.latitude) && Number.isFinite(kiosk.longitude));
    if (first) {
      this.#fit();
    }
    this.#draw();
  }

  /** @param ids of the kiosks that have a ring around them, whatever is said of them */
  ring(ids) {
    this.#ringed = ids;
    this.#draw();
  }

  /** @param boroughs name -> what is written below it */
  label(boroughs) {
    for (const text of this.#svg.querySelectorAll('text')) {
      setText(text.lastChild, boroughs.get(text.dataset.name) ?? '');
    }
  }

  /** Fits the city; another city's kiosks stand on no outlines. */
  #fit() {
    if (this.#boroughs === null || (this.#boroughs.length === 0 && this.#kiosks.length === 0)) {
      return;
    }
    const city = boundsOf(this.#boroughs.flatMap((borough) => rings(borough)).flat());
    const here = this.#kiosks.filter((kiosk) => inside(city, kiosk.longitude, kiosk.latitude));
    const elsewhere = this.#kiosks.length > 0 && here.length === 0;
    const bounds = elsewhere ? boundsOf(this.#kiosks.map((kiosk) => [kiosk.longitude, kiosk.latitude])) : city;
    const shrink = Math.cos((((bounds.south + bounds.north) / 2) * Math.PI) / 180);
    const scale = WIDTH / Math.max(1e-4, (bounds.east - bounds.west) * shrink);
    this.#bounds = { ...bounds, shrink, scale, height: Math.max(200, (bounds.north - bounds.south) * scale) };
    this.#view = this.#whole();
    this.#svg.replaceChildren(this.#tiles.group, ...(elsewhere ? [] : [...this.#boroughs.map((borough) => this.#outline(borough)), ...BOROUGHS.map((borough) => this.#name(borough))]));
    this.#draw();
  }

  /** The whole city, with a margin so that no dot or name is cut off. */
  #whole() {
    return { x: -MARGIN, y: -MARGIN, width: WIDTH + 2 * MARGIN, height: this.#bounds.height + 2 * MARGIN };
  }

  #outline(borough) {
    const lines = rings(borough).map((ring) => 'M' + ring.map(([lon, lat]) => this.#project(lon, lat).map((n) => n.toFixed(1)).join(' ')).join('L') + 'Z');
    return draw('path', { d: lines.join('') });
  }

  #name({ name, at, anchor }) {
    const [x, y] = this.#project(...at);
    const spans = [name, ''].map((content, row) => draw('tspan', { x, y, dy: `${row * 1.2}em`, class: row ? 'of' : '' }, content));
    const text = draw('text', { 'text-anchor': anchor }, ...spans);
    text.dataset.name = name;
    return text;
  }

  #project(lon, lat) {
    const { west, north, shrink, scale } = this.#bounds;
    return [(lon - west) * shrink * scale, (north - lat) * scale];
  }

  #size() {
    return this.#paper ?? { width: this.#box.clientWidth, height: this.#box.clientHeight, text: 0.9 * parseFloat(getComputedStyle(this.#box).fontSize) };
  }

  /** What is painted does not follow the paper's shape and colours by itself; the outlines do. */
  #print() {
    if (this.#bounds !== null) {
      this.#paper = PAPER;
      document.documentElement.classList.add('paper');
      this.#paint();
      document.documentElement.classList.remove('paper');
      this.#paper = null;
    }
  }

  /** From the outlines' units to the canvas', as the SVG fits what is in view into its box. */
  #scale() {
    const { width, height } = this.#size();
    const zoom = Math.min(width / this.#view.width, height / this.#view.height);
    return { width, height, zoom, left: (width - this.#view.width * zoom) / 2 - this.#view.x * zoom, top: (height - this.#view.height * zoom) / 2 - this.#view.y * zoom };
  }

  /** What of the world the box shows, beside what is in view, too. */
  #seen() {
    const { width, height, zoom, left, top } = this.#scale();
    const { west, north, shrink, scale } = this.#bounds;
    const lon = (x) => west + (x - left) / zoom / (shrink * scale);
    const lat = (y) => north - (y - top) / zoom / scale;
    return { west: lon(0), east: lon(width), north: lat(0), south: lat(height) };
  }

  #draw() {
    if (this.#bounds !== null && this.#frame === 0) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.#paint();
      });
    }
  }

  #paint() {
    const { width, height, zoom, left, top } = this.#scale();
    if (width === 0 || height === 0) {
      return;
    }
    const { x, y, width: across, height: down } = this.#view;
    this.#svg.setAttribute('viewBox', `${x} ${y} ${across} ${down}`);
    const { text } = this.#size();
    this.#svg.style.fontSize = `${text / zoom}px`; // as large as the page's, however close the map is
    this.#tiles.show(this.#seen(), width, (lon, lat) => this.#project(lon, lat));
    const sharp = window.devicePixelRatio || 1;
    this.#canvas.width = width * sharp;
    this.#canvas.height = height * sharp;
    const pen = this.#canvas.getContext('2d');
    const closer = WIDTH / across;
    const crowd = Math.min(1, Math.sqrt(400 / Math.max(1, this.#kiosks.length)) * closer ** 0.75);
    const size = Math.max(2.2, Math.min(width, height) * 0.0095 * Math.max(0.4, crowd)) * Math.min(2, closer ** 0.25);
    const dots = this.#dots(size * sharp);
    const byState = Object.groupBy(this.#kiosks, (kiosk) => {
      const [east, south] = this.#project(kiosk.longitude, kiosk.latitude);
      kiosk.x = east * zoom + left;
      kiosk.y = south * zoom + top;
      return this.#look.stateOf(kiosk);
    });
    for (const seen of [false, true]) {
      pen.globalAlpha = seen ? 1 : 0.12;
      for (const state of PAINTED) {
        if (byState[state] !== undefined && this.#look.has(state) === seen) {
          const dot = dots[state];
          const half = dot.width / 2;
          byState[state].forEach((kiosk) => pen.drawImage(dot, kiosk.x * sharp - half, kiosk.y * sharp - half));
        }
      }
    }
    this.#rings(pen, size * sharp, sharp);
    this.#place();
  }

  #rings(pen, size, sharp) {
    pen.globalAlpha = 1;
    pen.lineWidth = 1.6 * sharp;
    pen.strokeStyle = getComputedStyle(this.#box).getPropertyValue('--ink');
    for (const kiosk of this.#kiosks.filter(({ id }) => this.#ringed.has(id))) {
      pen.beginPath();
      pen.arc(kiosk.x * sharp, kiosk.y * sharp, 2 * size + 2 * sharp, 0, 2 * Math.PI);
      pen.stroke();
    }
  }

  /** One picture of each state's dot, in the scheme's colours, with an edge that parts it from its neighbours. */
  #dots(size) {
    const style = getComputedStyle(this.#box);
    const key = `${size} ${style.getPropertyValue('--up')}`;
    if (this.#style.key !== key) {
      this.#style = { key, dots: {} };
      for (const { id, shape } of STATES) {
        const grown = size * (id === 'up' || id === 'idle' ? 1 : 1.25);
        const dot = document.createElement('canvas');
        dot.width = dot.height = Math.ceil(grown * 3.6);
        const pen = dot.getContext('2d');
        pen.translate(dot.width / 2, dot.height / 2);
        pen.scale(grown / 5, grown / 5);
        pen.translate(-8, -8);
        const path = new Path2D(shape);
        pen.strokeStyle = style.getPropertyValue('--panel');
        pen.lineWidth = 2.2;
        pen.lineJoin = 'round';
        pen.stroke(path);
        pen.fillStyle = style.getPropertyValue(`--${id}`);
        pen.fill(path, 'evenodd');
        this.#style.dots[id] = dot;
      }
    }
    return this.#style.dots;
  }

  /* ---------- closer and farther ---------- */

  /** @param factor 2 is twice as close; 0 is the whole city */
  #zoom(factor, [px, py] = [this.#box.clientWidth / 2, this.#box.clientHeight / 2]) {
    if (this.#bounds === null) {
      return;
    }
    const { zoom, left, top } = this.#scale();
    const at = [(px - left) / zoom, (py - top) / zoom];
    const whole = this.#whole();
    const before = whole.width / this.#view.width;
    const closer = factor === 0 ? 1 : Math.min(CLOSEST, Math.max(1, before * factor));
    const change = before / closer;
    this.#view = {
      x: at[0] - (at[0] - this.#view.x) * change,
      y: at[1] - (at[1] - this.#view.y) * change,
      width: whole.width / closer,
      height: whole.height / closer,
    };
    this.#inBounds();
  }

  #inBounds() {
    const { width, height } = this.#view;
    const whole = this.#whole();
    this.#view.x = Math.max(whole.x, Math.min(whole.x + whole.width - width, this.#view.x));
    this.#view.y = Math.max(whole.y, Math.min(whole.y + whole.height - height, this.#view.y));
    this.#draw();
  }

  #wheel(event) {
    if (event.ctrlKey || event.metaKey) { // without, the page scrolls
      event.preventDefault();
      this.#zoom(Math.exp(-event.deltaY / 300), this.#here(event));
    }
  }

  /* ---------- pointing ---------- */

  #here(event) {
    const box = this.#box.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  #press(event) {
    this.#drag = { from: this.#here(event), view: { ...this.#view }, moved: false, shown: this.#at };
    this.#pointAt(this.#nearest(this.#drag.from));
  }

  #move(event) {
    const here = this.#here(event);
    const drag = this.#drag;
    if (drag === null) {
      this.#pointAt(this.#nearest(here));
    } else if (this.#view.width < WIDTH && (drag.moved || Math.hypot(here[0] - drag.from[0], here[1] - drag.from[1]) > 4)) {
      drag.moved = true;
      this.#box.setPointerCapture(event.pointerId);
      const { zoom } = this.#scale();
      this.#view.x = drag.view.x - (here[0] - drag.from[0]) / zoom;
      this.#view.y = drag.view.y - (here[1] - drag.from[1]) / zoom;
      this.#pointAt(null);
      this.#inBounds();
    }
  }

  /** A click opens a kiosk's page; a finger's first touch shows what it would open. */
  #release(event) {
    const { moved, shown } = this.#drag ?? { moved: true };
    this.#drag = null;
    if (!moved && this.#at !== null && (event.pointerType === 'mouse' || shown === this.#at)) {
      this.#told.open(this.#at);
    }
  }

  #nearest([x, y]) {
    let nearest = null;
    let distance = REACH_PX * REACH_PX;
    for (const kiosk of this.#kiosks) {
      const d = (kiosk.x - x) ** 2 + (kiosk.y - y) ** 2;
      if (d < distance && this.#look.has(this.#look.stateOf(kiosk))) {
        [nearest, distance] = [kiosk, d];
      }
    }
    return nearest;
  }

  #key(event) {
    if (event.target !== this.#box || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const zoom = { '+': 2, '=': 2, '-': 0.5, 0: 0 }[event.key];
    if (event.key in ARROWS) {
      this.#step(ARROWS[event.key]);
    } else if (event.key === 'Enter' && this.#at !== null) {
      this.#told.open(this.#at);
    } else if (zoom !== undefined) {
      this.#zoom(zoom, this.#at ? [this.#at.x, this.#at.y] : undefined);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** To the next kiosk that way: near, and rather ahead than aside. */
  #step([dx, dy]) {
    const from = this.#at ?? { x: this.#box.clientWidth / 2 - dx, y: this.#box.clientHeight / 2 - dy };
    let next = null;
    let least = Infinity;
    for (const kiosk of this.#kiosks) {
      const [x, y] = [kiosk.x - from.x, kiosk.y - from.y];
      const ahead = x * dx + y * dy;
      const aside = Math.abs(x * dy) + Math.abs(y * dx);
      const cost = ahead + 2 * aside;
      if (ahead > 0.5 && ahead >= aside && cost < least && this.#look.has(this.#look.stateOf(kiosk))) {
        [next, least] = [kiosk, cost];
      }
    }
    if (next !== null) {
      this.#pointAt(next);
      this.#told.say(this.#told.words(next).join('. '));
    }
  }

  #pointAt(kiosk) {
    if (this.#at !== kiosk) {
      this.#at = kiosk;
      this.#place();
    }
  }

  /** Shows what is pointed at where it is now. */
  #place() {
    const kiosk = this.#at;
    this.#tip.hidden = kiosk === null;
    this.#mark.setAttribute('class', kiosk === null ? 'none' : '');
    if (kiosk !== null) {
      const beside = this.#kiosks.filter((other) => Math.hypot(other.x - kiosk.x, other.y - kiosk.y) < BESIDE_PX).length - 1;
      const words = [...this.#told.words(kiosk), ...(beside ? [`and ${count(beside)} more right here`] : [])];
      setText(this.#tip, words.join('\n'));
      const { clientWidth: width, clientHeight: height } = this.#box;
      const turn = kiosk.x > width * 0.6 ? 'calc(-100% - 14px)' : '14px';
      const rise = kiosk.y < height * 0.25 ? '0px' : kiosk.y > height * 0.75 ? '-100%' : '-50%';
      this.#tip.style.transform = `translate(calc(${kiosk.x}px + ${turn}), calc(${kiosk.y}px + ${rise}))`;
      this.#mark.style.transform = `translate(${kiosk.x}px, ${kiosk.y}px)`;
    }
  }
}

/** What is worse lies above. */
const PAINTED = ['idle', 'up', 'maintenance', 'degraded', 'unknown', 'suspect', 'down'].filter((state) => state in STATE);

function rings(borough) {
  const { type, coordinates } = borough.geometry;
  return type === 'Polygon' ? coordinates : coordinates.flat();
}

function boundsOf(points) {
  const bounds = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity };
  for (const [lon, lat] of points) {
    bounds.west = Math.min(bounds.west, lon);
    bounds.east = Math.max(bounds.east, lon);
    bounds.south = Math.min(bounds.south, lat);
    bounds.north = Math.max(bounds.north, lat);
  }
  return bounds;
}

function inside({ west, east, south, north }, lon, lat) {
  return lon >= west && lon <= east && lat >= south && lat <= north;
}
