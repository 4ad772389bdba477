import { describe, expect, it } from 'vitest';
import { OperatorError } from '../core/kernel/errors.ts';
import { createRedactor } from '../core/kernel/redaction.ts';
import { createOutput, stoppedOr } from './output.ts';

function opened(
  options: { json?: boolean; verbose?: boolean; columns?: number; env?: Record<string, string> } = {},
) {
  const written = { out: '', err: '' };
  const redactor = createRedactor();
  const sink = (name: 'out' | 'err') => ({
    columns: options.columns,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const output = createOutput({
    out: sink('out'),
    err: sink('err'),
    json: options.json ?? false,
    verbose: options.verbose ?? false,
    env: options.env ?? {},
    redactor,
  });
  return { output, written, redactor };
}

const refused = () =>
  new OperatorError('unreachable', 'Redis at 127.0.0.1:6379: connection refused', {
    hint: 'Check that it runs.',
    cause: new Error('connect ECONNREFUSED'),
  });

describe('an error', () => {
  it('is one line on standard error, with what to do and without a stack', () => {
    const { output, written } = opened();
    output.fail(refused());
    expect(written).toEqual({
      out: '',
      err: 'acgs: Redis at 127.0.0.1:6379: connection refused. Check that it runs.\n',
    });
  });

  it('is the one JSON document on standard output with --json', () => {
    const { output, written } = opened({ json: true });
    output.fail(refused());
    expect(written.err).toBe('');
    expect(JSON.parse(written.out)).toEqual({
      error: {
        code: 'unreachable',
        message: 'Redis at 127.0.0.1:6379: connection refused',
        hint: 'Check that it runs.',
      },
    });
  });

  it('shows where it comes from, and what caused it, with --verbose alone', () => {
    const { output, written } = opened({ verbose: true });
    output.fail(refused());
    expect(written.err).toContain('output.test.ts');
    expect(written.err).toContain('connect ECONNREFUSED');
  });

  it('has a hint of null when there is none', () => {
    const { output, written } = opened({ json: true });
    output.fail(new Error('odd'));
    expect(JSON.parse(written.out)).toEqual({ error: { code: 'internal', message: 'odd', hint: null } });
  });

  it('never repeats a secret, not even where it comes from', () => {
    const { output, written, redactor } = opened({ verbose: true });
    redactor.add('hunter2-planted');
    output.fail(new Error('login as hunter2-planted failed', { cause: new Error('Bearer hunter2-planted') }));
    output.tell('token=hunter2-planted');
    output.answer({ message: 'hunter2-planted' }, (it) => [it.message]);
    expect(written.out + written.err).not.toContain('hunter2');

    const json = opened({ json: true });
    json.redactor.add('hunter2-planted');
    json.output.answer({ message: 'as hunter2-planted said', token: 'other' }, (it) => [it.message]);
    json.output.fail(new Error('hunter2-planted'));
    expect(json.written.out).not.toMatch(/hunter2|other/);
  });

  it('of whatever kind is "stopped" after the operator stopped it', () => {
    const stop = new AbortController();
    expect(stoppedOr(new Error('socket closed'), stop.signal)).toMatchObject({ message: 'socket closed' });
    stop.abort();
    expect(stoppedOr(new Error('socket closed'), stop.signal)).toMatchObject({ code: 'stopped' });
  });
});

describe('an answer', () => {
  it('is one JSON document, or lines', () => {
    const document = { items: [1, 2] };
    const lines = (it: typeof document) => it.items.map(String);
    const [json, text] = [opened({ json: true }), opened()];
    json.output.answer(document, lines);
    text.output.answer(document, lines);
    expect(JSON.parse(json.written.out)).toEqual(document);
    expect(text.written.out).toBe('1\n2\n');
  });
});

describe('what came from outside', () => {
  const hostile = 'a\u001b[2J\u009b2J\r\u202eb\nc';

  it('is one harmless line of an error or a notice', () => {
    const { output, written } = opened({ columns: 80 });
    output.fail(new OperatorError('internal', hostile));
    output.tell(hostile);
    expect(written.err).toBe('acgs: a [2J 2J  b c\na [2J 2J  b c\n');
  });

  it('is harmless on a terminal, which keeps our own colours; a pipe gets every character', () => {
    const [terminal, pipe] = [opened({ columns: 80 }), opened()];
    const lines = () => [terminal.output.paint('good', 'fine'), hostile];
    terminal.output.answer({}, lines);
    expect(terminal.written.out).toBe('\u001b[32mfine\u001b[39m\na [2J 2J  b\nc\n');
    pipe.output.answer({}, () => [hostile]);
    expect(pipe.written.out).toBe(`${hostile}\n`);
  });

  it('is the same text in JSON, as escapes', () => {
    const { output, written } = opened({ json: true });
    const document = { text: `${hostile}\u007f\u2028\u{e0001}` };
    output.answer(document, () => []);
    expect(written.out).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\u2028]/u);
    expect(JSON.parse(written.out)).toEqual(document);
  });
});

describe('colour', () => {
  it('is for terminals that want it', () => {
    expect(opened({ columns: 80 }).output.paint('critical', 'down')).toBe('\u001b[31mdown\u001b[39m');
    expect(opened().output.paint('critical', 'down')).toBe('down');
    expect(opened({ columns: 80, env: { NO_COLOR: '1' } }).output.paint('critical', 'down')).toBe('down');
    expect(opened({ columns: 80, env: { TERM: 'dumb' } }).output.paint('critical', 'down')).toBe('down');
  });
});
