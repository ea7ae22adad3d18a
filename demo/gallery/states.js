/** Puts the widgets of a page that are not simply live into the states that their `data-state` names. */

/** A moment that is long ago for any widget. */
const AN_HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString();

/** How a widget comes to be in each state that inline data alone does not lead to. */
const STATES = {
  loading(widget, { type, config }) {
    // Values that never come: asking a server that never answers would cost the page one of its connections.
    Object.defineProperty(widget, 'shown', { value: undefined });
    Object.assign(widget, { type, config });
  },
  empty: (widget, { type, config }) => Object.assign(widget, { type, config }),
  error: (widget, given) => Object.assign(widget, given),
  stale(widget, { type, config, data }) {
    const times = { data_updated_at: AN_HOUR_AGO, refresh_interval: 30 };
    widget.state = {
      key: '',
      title: '',
      type,
      config: { stale_after: 60, ...config },
      data,
      ...times,
      version: 1,
      error: null,
    };
  },
  async broken(widget, given) {
    Object.assign(widget, given);
    const view = await until(() => {
      const drawn = widget.shadowRoot.querySelector('[part=body] > *');
      return drawn?.shadowRoot && drawn;
    });
    // The frame draws once more when the words of its view have come; until then it is left alone.
    await widget.view.words();
    await until(() => widget.status === 'live');
    view.render = () => {
      throw new Error('This view has a fault.');
    };
    widget.data = { ...given.data };
  },
};

/** Waits for a frame, and on until there is something. */
async function until(find) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 16));
    const found = find();
    if (found) return found;
  }
}

await customElements.whenDefined('bc-widget');
for (const widget of document.querySelectorAll('[data-given]'))
  STATES[widget.dataset.state](widget, JSON.parse(widget.dataset.given));
