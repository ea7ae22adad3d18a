import './states.js';

const scheme = document.querySelector('#scheme');
scheme.addEventListener('change', () => {
  document.documentElement.style.colorScheme = scheme.value;
});

for (const button of document.querySelectorAll('.copy'))
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.parentElement.querySelector('code').textContent);
    button.textContent = 'Copied';
    setTimeout(() => (button.textContent = 'Copy'), 2000);
  });

/** The value of a config control; `undefined` if it is empty. */
function readControl({ value, dataset: { kind } }) {
  if (value === '') return undefined;
  if (kind === 'string') return value;
  if (kind.endsWith('[]')) {
    const parts = value.split(',').map((part) => part.trim());
    return kind === 'number[]' ? parts.map((part) => (part ? Number(part) : null)) : parts;
  }
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const attribute = (text) => `'${text.replaceAll('&', '&amp;').replaceAll("'", '&#39;')}'`;

/** Lets the reader change config and data of the first widget of the page. */
function play(section) {
  const widget = section.querySelector('bc-widget');
  const slot = section.querySelector('.slot');
  const form = section.querySelector('form');
  const area = section.querySelector('textarea');
  const issues = section.querySelector('.issues');
  const samples = JSON.parse(document.querySelector('#sample-data').textContent);
  const controls = [...form.querySelectorAll('[data-kind]')];

  const configOf = () =>
    Object.fromEntries(
      controls.map((control) => [control.name, readControl(control)]).filter(([, value]) => value !== undefined),
    );

  function tell(found) {
    const items = found.map(({ path, message }) => {
      const item = document.createElement('li');
      const code = document.createElement('code');
      code.textContent = path;
      item.append(code, ` ${message}`);
      return item;
    });
    issues.replaceChildren(...items);
    area.ariaInvalid = items.length ? 'true' : null;
  }

  /** Updates the snippets that contain values. */
  function write(config, data) {
    const snippet = (name) => document.querySelector(`[data-snippet="${name}"]`);
    const push = snippet('Push');
    push.textContent = push.textContent.replace(/-d '.*/s, () => `-d ${quoted(JSON.stringify(data))}`);
    const inline = snippet('No server');
    inline.textContent = inline.textContent.replace(
      / config='.*/s,
      () => ` config=${attribute(JSON.stringify(config))}\n  data=${attribute(JSON.stringify(data))}></bc-widget>`,
    );
    section.querySelector('#config').textContent = JSON.stringify(config, null, 2);
  }

  function draw() {
    const config = configOf();
    let data;
    try {
      data = JSON.parse(area.value);
    } catch (error) {
      return tell([{ path: 'data', message: `is not JSON: ${error.message}` }]);
    }
    Object.assign(widget, { config, data });
    tell(widget.view?.read(config, data).issues ?? []);
    write(config, data);
  }

  form.addEventListener('submit', (event) => event.preventDefault());
  area.addEventListener('input', draw);
  form.addEventListener('input', ({ target: { name, value } }) => {
    if (name === 'theme') widget.toggleAttribute('theme', !!value) && widget.setAttribute('theme', value);
    else if (name === 'locale') widget.locale = slot.lang = value;
    else if (name === 'dir') slot.dir = value;
    else if (name === 'sample') {
      const { config, data } = samples[value];
      for (const control of controls) {
        const given = config[control.name];
        const isList = control.dataset.kind.endsWith('[]') && Array.isArray(given);
        control.value = isList ? given.join(', ') : typeof given === 'object' ? JSON.stringify(given) : (given ?? '');
      }
      area.value = JSON.stringify(data, null, 2);
    }
    draw();
  });
  const size = section.querySelector('output');
  new ResizeObserver(() => {
    size.textContent = `${slot.offsetWidth} × ${slot.offsetHeight}`;
  }).observe(slot);
}

const section = document.querySelector('#play');
if (section) play(section);
