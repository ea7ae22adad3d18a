import { type Sample, SENTENCE, times, WORD } from './sample.ts';

const sample = (name: string, data: Sample['data'], config: Sample['config'] = {}): Sample => ({ name, config, data });

const picture = (width: number, height: number, shape: string): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#cfe3f7"/><path d="${shape}" fill="#3b6ea5"/></svg>`,
  )}`;

/** Samples of the types that show text, images and pages. */
export const words: Readonly<Record<string, readonly Sample[]>> = {
  text: [
    sample('One line', { text1: 'Open until 20:00' }),
    sample('All four', {
      text1: 'Black Friday',
      text2: 'Ends in 2 days',
      text3: 'Free shipping.',
      text4: 'Not on books.',
    }),
    sample(
      'Long texts',
      { text1: SENTENCE, text2: WORD, text3: `${SENTENCE}. ${SENTENCE}.`, text4: SENTENCE },
      { title: `${WORD} ${SENTENCE}` },
    ),
    sample('Right to left', { text1: 'مرحبًا بكم في المتجر', text2: 'التوصيل مجاني اليوم' }),
  ],
  html: [
    sample('One line', { html1: '<p>All systems <b>up</b>.</p>' }, { title: 'Status' }),
    sample(
      'A table',
      {
        html1: `<table><thead><tr><th>Shop</th><th>Orders</th></tr></thead><tbody>${times(30, (index) => `<tr><td>Shop ${index + 1}</td><td>${index * 7}</td></tr>`).join('')}</tbody></table>`,
      },
      { title: 'Thirty rows' },
    ),
    sample('Long texts', { html1: `<h2>${SENTENCE}</h2><p>${WORD} ${SENTENCE}</p>` }, { title: `${WORD} ${SENTENCE}` }),
    sample(
      'Hostile',
      { html1: '<p>Safe<img src="data:," onerror="alert(1)" alt=""><script>alert(1)</script></p>' },
      { title: 'Scripts are taken out' },
    ),
  ],
  markdown: [
    sample('One line', { body: 'Open until **20:00**' }),
    sample(
      'Many headings',
      { body: times(12, (index) => `### Step ${index + 1}\n\nDo it, then ~~wait~~ go on.`).join('\n\n') },
      { title: 'A runbook' },
    ),
    sample(
      'Long texts',
      { body: `# ${WORD}\n\n${SENTENCE} \`${WORD}\`\n\n> ${SENTENCE}\n\n1. ${SENTENCE}\n2. ${WORD}` },
      { title: `${WORD} ${SENTENCE}` },
    ),
    sample('Code', { body: '```sh\ncurl -X POST https://boards.example.com/api/v2/widgets/KEY/data/\n```' }),
  ],
  image: [
    sample('Tall', { source: picture(90, 300, 'M45 20 80 280H10z'), caption: 'A tower' }, { title: 'Tall' }),
    sample('Wide', { source: picture(900, 120, 'M0 120 300 30l200 60 400-70v100z') }, { title: 'Wide' }),
    sample(
      'Fills its box',
      { source: picture(320, 180, 'M0 180 120 40l90 90 110-60v110z'), caption: 'Cut at the edges' },
      { title: 'Cover', fit: 'cover' },
    ),
    sample(
      'Long texts',
      { source: picture(320, 180, 'M0 180 160 20 320 180z'), caption: `${SENTENCE} ${WORD}` },
      { title: `${WORD} ${SENTENCE}` },
    ),
  ],
  embed: [
    sample('Higher than its box', { url: '{{host}}/gallery/inner' }, { title: 'It scrolls', height: 600 }),
    sample('Long title', { url: '{{host}}/gallery/inner' }, { title: `${WORD} ${SENTENCE}` }),
  ],
};
