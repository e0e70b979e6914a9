/** How much smaller its letters may be made so that a screen has more of a view, and in which steps. */
const [SMALLER, STEP] = [0.8, 0.05];
/** A panel that is taller than the screen by itself is made smaller than that. */
const SMALLEST = 0.4;
/** What says of what the others are stays with them. */
const HEADS = '#question, #kiosk';

/**
 * A view on a wall, where nobody scrolls: what is taller than the screen is divided into several screens, each of whole
 * panels. Divided it is anew when its figures have come, and whenever it does not fit any more.
 */
export class Screens {
  #root;
  #view;
  #changed;
  #parts = [];
  #at = 0;
  #size = '';

  /** @param changed called when there are more or fewer screens */
  constructor(frame, changed) {
    this.#root = frame.contentDocument.documentElement;
    this.#view = frame.contentWindow;
    this.#changed = changed;
    this.#root.classList.add('on-wall');
    this.#divide();
    const look = () => this.#isAsDivided() || this.#divide();
    new this.#view.ResizeObserver(() => this.#view.requestAnimationFrame(look)).observe(this.#root.querySelector('body'));
  }

  get at() {
    return this.#at;
  }

  get count() {
    return this.#parts.length;
  }

  /** Shows the screen that is so many further; false if this view has none. */
  turn(by) {
    if (this.#parts[this.#at + by] === undefined) {
      return false;
    }
    this.#at += by;
    this.#show(this.#parts[this.#at]);
    return true;
  }

  #isAsDivided() {
    return this.#size === this.#now() && this.#fits();
  }

  #now() {
    return `${this.#view.innerWidth} ${this.#view.innerHeight}`;
  }

  #fits() {
    return this.#root.scrollHeight <= this.#view.innerHeight + 1;
  }

  #divide() {
    this.#size = this.#now();
    this.#parts = [...this.#screens()];
    this.#at = Math.min(this.#at, this.#parts.length - 1);
    this.#show(this.#parts[this.#at]);
    this.#changed();
  }

  #screens() {
    this.#show({ panels: this.#panels(), scale: 1 });
    const all = this.#panels().filter((panel) => panel.checkVisibility() && !panel.matches(HEADS));
    const whole = this.#scaled(all, SMALLER);
    if (whole !== null || all.length === 0) {
      return [whole ?? { panels: all, scale: 1 }];
    }
    const parts = [[]];
    for (const panel of all) {
      const more = [...parts.at(-1), panel];
      this.#show({ panels: more, scale: SMALLER });
      if (more.length === 1 || this.#fits()) {
        parts[parts.length - 1] = more;
      } else {
        parts.push([panel]);
      }
    }
    return parts.map((panels) => this.#scaled(panels, SMALLEST) ?? { panels, scale: SMALLEST });
  }

  /** As large as these panels fit together; null if that is too small. */
  #scaled(panels, least) {
    for (let scale = 1; scale > least - STEP / 2; scale -= STEP) {
      this.#show({ panels, scale });
      if (this.#fits()) {
        return { panels, scale };
      }
    }
    return null;
  }

  #panels() {
    return [...this.#root.querySelectorAll('main > .panel')];
  }

  #show({ panels, scale }) {
    for (const panel of this.#panels()) {
      panel.classList.toggle('elsewhen', !panels.includes(panel) && !panel.matches(HEADS));
    }
    this.#root.style.fontSize = '';
    if (scale < 1) {
      this.#root.style.fontSize = `${parseFloat(this.#view.getComputedStyle(this.#root).fontSize) * scale}px`;
    }
  }
}
