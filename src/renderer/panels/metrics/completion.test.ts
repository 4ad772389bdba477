import { CompletionContext } from '@codemirror/autocomplete';
import { ensureSyntaxTree } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { LanguageType, promQLLanguage } from '@prometheus-io/codemirror-promql';
import { describe, expect, it } from 'vitest';
import { createCompletion, type Lexicon } from './completion.ts';

const WORDS = [
  'rate',
  'sum',
  'topk',
  'by',
  'without',
  'and',
  'or',
  'on',
  '=',
  '=~',
  '==',
  'offset',
  'start()',
];

function setup(failing = false) {
  const asked: string[] = [];
  const answer = <T>(what: string, value: T): Promise<T> => {
    asked.push(what);
    return failing ? Promise.reject(new Error('not now')) : Promise.resolve(value);
  };
  const lexicon: Lexicon = {
    vocabulary: () => answer('vocabulary', { words: WORDS, names: ['probe_up', 'requests_total'] }),
    labels: (name) =>
      answer(`labels ${name}`, [
        { label: 'system', values: ['governance', 'say "hi"'], total: 2 },
        ...(name === null ? [{ label: 'node', values: ['node-1'], total: 1 }] : []),
      ]),
    families: () => answer('families', [{ name: 'probe_up', type: 'gauge', help: 'Whether it answered.' }]),
  };
  const clock = { now: 0 };
  const completion = createCompletion(lexicon, () => clock.now);
  /** What is offered at the bar. */
  const offered = async (text: string, explicit = true) => {
    const pos = text.indexOf('|');
    const doc = text.replace('|', '');
    const state = EditorState.create({ doc, extensions: [promQLLanguage(LanguageType.PromQL)] });
    ensureSyntaxTree(state, doc.length);
    return completion.promQL(new CompletionContext(state, pos, explicit));
  };
  const labels = async (text: string) => (await offered(text))?.options.map(({ label }) => label) ?? [];
  return { asked, clock, offered, labels };
}

describe('completion', () => {
  it('offers the metrics that are recorded, with what they are, and the functions', async () => {
    const { offered } = setup();
    const options = (await offered('p|'))?.options ?? [];
    expect(options).toContainEqual(
      expect.objectContaining({ label: 'probe_up', detail: 'gauge', info: 'Whether it answered.' }),
    );
    expect(options.map(({ label }) => label)).toContain('requests_total');
  });

  it('offers no function, aggregation or operator that the engine refuses', async () => {
    const { labels } = setup();
    const words = await labels('r|');
    expect(words).toContain('rate');
    expect(words).toContain('topk');
    for (const refused of ['histogram_avg', 'double_exponential_smoothing', 'limitk', 'info', 'absent'])
      expect(words).not.toContain(refused);
    const after = await labels('probe_up a|');
    expect(after).toContain('and');
    expect(after).not.toContain('atan2');
  });

  it('offers the labels of the metric that stands before the brace, and of a grouping', async () => {
    const { labels, asked } = setup();
    expect(await labels('probe_up{|}')).toEqual(['system']);
    expect(asked).toContain('labels probe_up');
    expect(await labels('{|}')).toEqual(expect.arrayContaining(['system', 'node']));
    expect(await labels('sum by (|) (probe_up)')).toEqual(expect.arrayContaining(['system']));
  });

  it('offers the values of a label, and escapes what has to be', async () => {
    const { offered } = setup();
    const options = (await offered('probe_up{system="|"}'))?.options ?? [];
    expect(options.map(({ label, apply }) => [label, apply])).toEqual([
      ['governance', 'governance'],
      ['say "hi"', 'say \\"hi\\"'],
    ]);
  });

  it('offers nothing unasked behind what could be run as it is', async () => {
    const { offered } = setup();
    expect(await offered('sum(probe_up)|', false)).toBeNull();
    expect(await offered('probe_up |', false)).toBeNull();
    expect((await offered('sum(probe_up)|'))?.options.map(({ label }) => label)).toContain('==');
    expect(await offered('probe_up{|}', false)).not.toBeNull();
  });

  it('offers the units of a duration', async () => {
    const { labels } = setup();
    expect(await labels('rate(requests_total[5|])')).toEqual(expect.arrayContaining(['m', 'h', 's']));
  });

  it('asks once for the same thing, and again when that is old', async () => {
    const { labels, asked, clock } = setup();
    await labels('probe_up{|}');
    await labels('probe_up{s|}');
    expect(asked.filter((what) => what === 'labels probe_up')).toHaveLength(1);
    clock.now = 31_000;
    await labels('probe_up{|}');
    expect(asked.filter((what) => what === 'labels probe_up')).toHaveLength(2);
  });

  it('offers nothing while the core cannot be asked, and asks again', async () => {
    const { offered, asked } = setup(true);
    expect(await offered('p|')).toBeNull();
    expect(await offered('p|')).toBeNull();
    expect(asked.filter((what) => what === 'vocabulary')).toHaveLength(2);
  });
});
