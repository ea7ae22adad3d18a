import type { BcWidget } from '../../components/bc-widget.ts';
import '../../components/index.ts';
import { expect, mount, until } from '../support/expect.ts';
import { textOf } from './fake-server.ts';

const words = (tag: string, json: string) => `<script type="application/json" data-bc-words="${tag}">${json}</script>`;
const empty = (lang: string) => `<p lang="${lang}"><bc-widget type="list" data="null"></bc-widget></p>`;

describe('words that a page brings', () => {
  it('are used in their language, over our own, and one that cannot be read changes nothing', async () => {
    const brought = [
      words('da', '{"empty": "Ingen data endnu"}'),
      words('de-AT', '{"empty": "Noch nix da"}'),
      words('es', '{"empty": '),
      // What people write may hold such an attribute, but no script.
      '<i hidden data-bc-words="de">{"empty": "Passwort senden an …"}</i>',
    ];
    const failed = new Promise<string>((resolve) => {
      // Replaces the handler that would fail the test.
      Object.assign(window, { onerror: (message: string) => resolve(message) });
    });
    const stage = mount(`<div>${brought.join('')}${['da', 'de-AT', 'de', 'es', 'nl'].map(empty).join('')}</div>`);
    const all = [...stage.querySelectorAll<BcWidget>('bc-widget')];
    const said = () => all.map(textOf).map((text) => text.trim());
    await until(() => said()[2] === 'Noch keine Daten', 'our own words');
    await until(() => said()[0] === 'Ingen data endnu', 'those of the page');
    expect(await failed).toMatch(/JSON/);
    await until(() => said()[3] !== 'No data yet', 'a language whose words cannot be read');
    expect(said()).toEqual(['Ingen data endnu', 'Noch nix da', 'Noch keine Daten', 'Aún no hay datos', 'No data yet']);
  });
});
