import { html, render } from 'lit';
import { view } from '../../components/widgets/html.ts';

/** In a page whose Trusted Types allow only Lit's policy: draws markup both ways and reports the result. */
const box = document.createElement('div');
document.body.append(box);
const data = { html1: '<p onclick="x()"><b>12</b> orders</p>' };
const draw = (config: object) => view.template({ config, data, locale: 'en' });
render(html`${draw({})}${draw({ sandbox: true })}`, box);

const text = () => [...box.children].map((element) => element.shadowRoot?.querySelector('.plain')?.textContent);
const timer = setInterval(() => {
  if (!text().every(Boolean)) return;
  clearInterval(timer);
  parent.postMessage({ trusted: text() }, '*');
}, 16);
