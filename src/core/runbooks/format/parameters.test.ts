import { describe, expect, it } from 'vitest';
import { OperatorError } from '../../kernel/errors.ts';
import { type ParameterTable, readParameters } from './parameters.ts';

const TABLE: ParameterTable = {
  service: { type: 'system' },
  percentage: { type: 'integer', default: 10, min: 0, max: 100 },
  ratio: { type: 'number', default: 0.5 },
  duration: { type: 'duration', default: '30m', min: '1m', max: '24h' },
  mode: { type: 'choice', default: 'quick', choices: ['quick', 'full'] },
  all: { type: 'boolean', default: false },
  model: { type: 'string', default: 'm', pattern: '[\\w.-]+' },
  token: { type: 'secret', default: 'env:TOKEN' },
};

const read = (given: Record<string, string>) =>
  readParameters(TABLE, { service: 'governance', ...given }, { runbook: 'trial' });

function refusal(given: Record<string, string>): string {
  try {
    read(given);
  } catch (error) {
    if (error instanceof OperatorError && error.code === 'usage')
      return `${error.message}. ${error.hint ?? ''}`.trim();
    throw error;
  }
  throw new Error('it was taken');
}

describe('parameters of a runbook', () => {
  it('are read by their types, and have their defaults', () => {
    expect(read({ percentage: '50', all: 'true', mode: 'full', duration: '4h', ratio: '0.25' })).toEqual({
      service: 'governance',
      percentage: 50,
      ratio: 0.25,
      duration: '4h',
      mode: 'full',
      all: true,
      model: 'm',
      token: 'env:TOKEN',
    });
  });

  it.each([
    [{ percentage: '101' }, 'a whole number from 0 to 100'],
    [{ percentage: '1.5' }, 'a whole number from 0 to 100'],
    [{ percentage: '1e2' }, 'a whole number from 0 to 100'],
    [{ percentage: '' }, 'a whole number from 0 to 100'],
    [{ duration: '25h' }, 'a span of time such as 30m or 4h from 1m to 24h'],
    [{ duration: 'soon' }, 'a span of time such as 30m or 4h from 1m to 24h'],
    [{ mode: 'slow' }, 'one of quick, full'],
    [{ all: 'yes' }, 'true or false'],
    [{ service: '../etc/passwd' }, 'the id of a system'],
    [{ service: 'a;rm -rf /' }, 'the id of a system'],
    [{ model: '$(reboot)' }, 'a text that matches'],
    [{ model: 'a\nb' }, 'a text that matches'],
  ])('refuse %j', (given, taken) => {
    expect(refusal(given)).toContain(taken);
  });

  it('never repeat what was given for a secret', () => {
    const said = refusal({ token: 'hunter2-plain' });
    expect(said).toContain('env:NAME, keychain:NAME or file:PATH');
    expect(said).not.toContain('hunter2');
  });

  it('take a place where a secret is kept', () => {
    for (const token of ['env:ACGS_TOKEN', 'keychain:acgs token', 'file:~/.acgs/token']) {
      expect(read({ token }).token).toBe(token);
    }
  });

  it('name what is missing and what is not known', () => {
    expect(() => readParameters(TABLE, {}, { runbook: 'trial' })).toThrow(
      'trial needs the parameter service, the id of a system, or the name of its deployment',
    );
    expect(refusal({ percentag: '1' })).toContain('no parameter percentag; did you mean percentage?');
    expect(refusal({ __proto: '1' })).toContain('trial has no parameter __proto');
  });

  it('know a system by the name of its deployment', () => {
    const systemOf = (name: string) => (name === 'gs-service' ? 'governance' : undefined);
    const here = { runbook: 'trial', systemOf };
    expect(readParameters(TABLE, { service: 'gs-service' }, here).service).toBe('governance');
    expect(() => readParameters(TABLE, { service: 'nobody' }, here)).toThrow(
      'names no system of the profile',
    );
  });

  it('call no time at all 0s, however it is written', () => {
    const table: ParameterTable = { duration: { type: 'duration' } };
    for (const duration of ['0', '0h', '0s']) {
      expect(readParameters(table, { duration }, { runbook: 'trial' })).toEqual({ duration: '0s' });
    }
  });

  it('are not kept busy by a pattern', () => {
    const table: ParameterTable = { text: { type: 'string', pattern: '(a+)+b' } };
    expect(() => readParameters(table, { text: 'a'.repeat(4000) }, { runbook: 'trial' })).toThrow(
      'a text that matches',
    );
  });
});
