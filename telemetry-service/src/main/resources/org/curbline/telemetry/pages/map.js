import { count, moment } from './format.js';

const WIDTH = 1000;
const NS = 'http://www.w3.org/2000/svg';
/** As tall as a name on the map is on the screen, in pixels, at least; the boroughs' table is there for small screens. */
const NAME_PX = 14;
/** Dots nearer to each other than this look like one. */
const BESIDE_PX = 5;
/** Where each borough's name stands: on water or over the border, so that it covers no kiosk. */
const NAMES = [
  ['Manhattan', -74.036, 40.806, 'end'],
  ['Bronx', -73.762, 40.888, 'start'],
  ['Queens', -73.752, 40.812, 'start'],
  ['Brooklyn', -74.0, 40.552, 'middle'],
  ['Staten Island', -74.085, 40.512, 'start'],
];

/**
 * The fleet as dots on the boroughs' outlines. The projection is equirectangular, true to scale at the middle latitude:
 * within a city that is as good as any.
 */
export class FleetMap {
  #box = document.getElementById('map');
  #svg = document.getElementById('outlines');
  #canvas = document.getElementById('dots');
  #tip = document.getElementById('tip');
  #boroughs = null;
  #bounds = null;
  #kiosks = [];

  constructor() {
    new ResizeObserver(() => this.#draw()).observe(this.#box);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
    for (const kind of ['pointermove', 'pointerdown']) {
      this.#box.addEventListener(kind, (event) => this.#point(event));
    }
    this.#box.addEventListener('pointerleave', (event) => { this.#tip.hidden = event.pointerType === 'mouse' || this.#tip.hidden; });
    document.addEventListener('keydown', (event) => { this.#tip.hidden ||= event.key === 'Escape'; });
  }

  /** Without outlines the dots still show. */
  async load() {
    try {
      const response = await fetch('nyc-boroughs.geojson');
      this.#boroughs = (await response.json()).features;
    } catch {
      this.#boroughs = [];
    }
    this.#frame();
  }

  /** @param kiosks with latitude, longitude, state ('connected', 'away' or 'idle'), and what is said of one pointed at */
  show(kiosks) {
    const first = this.#kiosks.length === 0;
    this.#kiosks = kiosks.filter((kiosk) => Number.isFinite(kiosk.latitude) && Number.isFinite(kiosk.longitude));
    if (first) {
      this.#frame();
    }
    this.#draw();
  }

  /** @param boroughs name -> how many are connected, away and idle */
  label(boroughs) {
    for (const text of this.#svg.querySelectorAll('text')) {
      const row = boroughs.get(text.dataset.name);
      text.lastChild.textContent = row ? `${count(row.connected)} of ${count(row.connected + row.away + row.idle)}` : '';
    }
  }

  /** Fits the city; another city's kiosks stand on no outlines. */
  #frame() {
    if (this.#boroughs === null) {
      return;
    }
    if (this.#boroughs.length === 0 && this.#kiosks.length === 0) {
      return;
    }
    const city = boundsOf(this.#boroughs.flatMap((borough) => rings(borough)).flat());
    const here = this.#kiosks.filter((kiosk) => inside(city, kiosk.longitude, kiosk.latitude));
    const elsewhere = this.#kiosks.length > 0 && here.length === 0;
    const bounds = elsewhere ? boundsOf(this.#kiosks.map((kiosk) => [kiosk.longitude, kiosk.latitude])) : city;
    const shrink = Math.cos((((bounds.south + bounds.north) / 2) * Math.PI) / 180);
    const scale = WIDTH / Math.max(1e-4, (bounds.east - bounds.west) * shrink);
    this.#bounds = { ...bounds, shrink, scale, height: Math.max(200, (bounds.north - bounds.south) * scale) };
    this.#svg.setAttribute('viewBox', `0 0 ${WIDTH} ${this.#bounds.height}`);
    this.#svg.replaceChildren(...(elsewhere ? [] : [...this.#boroughs.map((borough) => this.#outline(borough)), ...NAMES.map((name) => this.#name(name))]));
    this.#draw();
  }

  #outline(borough) {
    const path = document.createElementNS(NS, 'path');
    path.setAttribute('d', rings(borough).map((ring) => 'M' + ring.map(([lon, lat]) => this.#project(lon, lat).map((n) => n.toFixed(1)).join(' ')).join('L') + 'Z').join(''));
    return path;
  }

  #name([name, lon, lat, anchor]) {
    const [x, y] = this.#project(lon, lat);
    const text = document.createElementNS(NS, 'text');
    text.dataset.name = name;
    text.setAttribute('text-anchor', anchor);
    for (const [row, content] of [name, ''].entries()) {
      const span = document.createElementNS(NS, 'tspan');
      span.setAttribute('x', x);
      span.setAttribute('y', y);
      span.setAttribute('dy', `${row * 1.2}em`);
      span.setAttribute('class', row ? 'of' : '');
      span.textContent = content;
      text.append(span);
    }
    return text;
  }

  #project(lon, lat) {
    const { west, north, shrink, scale } = this.#bounds;
    return [(lon - west) * shrink * scale, (north - lat) * scale];
  }

  /** From the outlines' units to the canvas', as the SVG fits itself into its box. */
  #fit() {
    const { clientWidth: width, clientHeight: height } = this.#box;
    const zoom = Math.min(width / WIDTH, height / this.#bounds.height);
    return { width, height, zoom, left: (width - WIDTH * zoom) / 2, top: (height - this.#bounds.height * zoom) / 2 };
  }

  #draw() {
    if (this.#bounds === null) {
      return;
    }
    const { width, height, zoom, left, top } = this.#fit();
    this.#svg.style.fontSize = `${Math.max(22, NAME_PX / zoom)}px`;
    const sharp = window.devicePixelRatio || 1;
    this.#canvas.width = width * sharp;
    this.#canvas.height = height * sharp;
    const pen = this.#canvas.getContext('2d');
    pen.scale(sharp, sharp);
    const style = getComputedStyle(this.#box);
    const colour = (name) => style.getPropertyValue(name);
    const crowd = Math.min(1, Math.sqrt(400 / Math.max(1, this.#kiosks.length)));
    const size = Math.max(2.1, Math.min(width, height) * 0.0085 * Math.max(0.5, crowd));
    pen.lineWidth = Math.max(1, size * 0.3);
    for (const [state, draw] of [['idle', ring], ['connected', disc], ['away', diamond]]) {
      pen.fillStyle = colour(state === 'away' ? '--warn-mark' : '--good');
      pen.strokeStyle = state === 'idle' ? colour('--idle') : colour('--panel');
      for (const kiosk of this.#kiosks) {
        if (kiosk.state === state) {
          const [x, y] = this.#project(kiosk.longitude, kiosk.latitude);
          kiosk.x = x * zoom + left;
          kiosk.y = y * zoom + top;
          draw(pen, kiosk.x, kiosk.y, size);
        }
      }
    }
  }

  #point(event) {
    const box = this.#box.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let nearest = null;
    let distance = 14 * 14;
    for (const kiosk of this.#kiosks) {
      const d = (kiosk.x - x) ** 2 + (kiosk.y - y) ** 2;
      if (d < distance) {
        [nearest, distance] = [kiosk, d];
      }
    }
    this.#tip.hidden = nearest === null;
    if (nearest !== null) {
      const since = nearest.since ? ` since ${moment(new Date(nearest.since))}` : '';
      const beside = this.#kiosks.filter((kiosk) => Math.hypot(kiosk.x - nearest.x, kiosk.y - nearest.y) < BESIDE_PX).length - 1;
      this.#tip.textContent = `${nearest.id}${nearest.borough ? `, ${nearest.borough}` : ''}\n${nearest.word}${since}${beside ? `\nand ${count(beside)} more right here` : ''}`;
      const turn = nearest.x > box.width * 0.6 ? 'calc(-100% - 12px)' : '12px';
      this.#tip.style.transform = `translate(calc(${nearest.x}px + ${turn}), calc(${nearest.y}px - 50%))`;
    }
  }
}

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

function disc(pen, x, y, size) {
  pen.beginPath();
  pen.arc(x, y, size, 0, 2 * Math.PI);
  pen.fill();
  pen.stroke();
}

function ring(pen, x, y, size) {
  pen.beginPath();
  pen.arc(x, y, size * 0.85, 0, 2 * Math.PI);
  pen.stroke();
}

function diamond(pen, x, y, size) {
  const reach = size * 1.75;
  pen.beginPath();
  pen.moveTo(x, y - reach);
  pen.lineTo(x + reach, y);
  pen.lineTo(x, y + reach);
  pen.lineTo(x - reach, y);
  pen.closePath();
  pen.fill();
  pen.stroke();
}
