import { describe, expect, it } from 'vitest';
import { OperatorError, problemOf } from '../core/kernel/errors.ts';
import { COMMANDS, GROUPS } from './commands/index.ts';
import { parseCommandLine } from './program.ts';

const table = { commands: COMMANDS, groups: GROUPS, version: '1.2.3' };
const parse = (line: string) => parseCommandLine(line.split(' ').filter(Boolean), table);

function globalsOf(line: string) {
  const parsed = parse(line);
  if (parsed.kind !== 'command') throw new Error(`${line} is ${parsed.kind}`);
  return parsed.invocation.globals;
}

describe('a command line that is wrong', () => {
  const cases: [line: string, says: RegExp][] = [
    ['', /^No command was given acgs --help lists/],
    ['--json', /^No command was given/],
    ['helth', /^unknown command "helth" Did you mean health\?/],
    ['cluster', /^"cluster" needs another word acgs cluster --help says how/],
    ['cluster top', /^"cluster top" needs another word acgs cluster top --help/],
    ['cluster pod', /^unknown command "pod" Did you mean pods\?/],
    ['health --jsn', /^unknown option "--jsn" Did you mean --json\?/],
    ['health extra', /^too many arguments for "health"/],
    ['health --profile', /^option "--profile <file>" argument missing acgs health --help/],
    ['serve --port', /^option "--port <n>" argument missing acgs serve --help/],
    ['sandbox fault', /^missing required argument "name" acgs sandbox fault --help/],
    ['completion tcsh', /"tcsh" is invalid .* Allowed choices are bash, zsh, fish/],
    ['serve --port 70000', /^--port takes a whole number from 0 to 65535, not "70000"/],
    ['health --pods 0', /^--pods takes a whole number from 1 to 50000, not "0"/],
    ['health --pods 1.5', /^--pods takes a whole number/],
    ['health --time-scale fast', /^--time-scale takes a number from 1 to 100000, not "fast"/],
  ];
  for (const [line, says] of cases) {
    it(`acgs ${line}`, () => {
      let thrown: unknown;
      try {
        parse(line);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(OperatorError);
      const { code, message, hint } = problemOf(thrown);
      expect(code).toBe('usage');
      expect(`${message} ${hint ?? ''}`).toMatch(says);
      expect(`${message} ${hint ?? ''}`).not.toContain('\n');
    });
  }
});

describe('global options', () => {
  it('may stand before the command and after it', () => {
    expect(globalsOf('--json health')).toEqual(globalsOf('health --json'));
    expect(globalsOf('cluster --json pods').json).toBe(true);
  });

  it('have a value when they are left out', () => {
    expect(globalsOf('health')).toEqual({
      profile: undefined,
      data: undefined,
      sandbox: false,
      fault: [],
      pods: undefined,
      json: false,
      yes: false,
      confirm: undefined,
      readOnly: false,
      operator: undefined,
      timeScale: undefined,
      verbose: false,
    });
  });

  it('collect what may be repeated', () => {
    expect(globalsOf('health --sandbox --fault redis-down --fault node-pressure').fault).toEqual([
      'redis-down',
      'node-pressure',
    ]);
  });
});

describe('asking', () => {
  it('for the version', () => {
    expect(parse('--version')).toEqual({ kind: 'version' });
    expect(parse('-V')).toEqual({ kind: 'version' });
  });

  it('for help names every command', () => {
    const help = parse('--help');
    if (help.kind !== 'help') throw new Error('no help');
    for (const { name } of COMMANDS) expect(help.text).toContain(name.split(' ')[0]);
    expect(help.text).toContain('Exit codes:');
  });

  it('for help says what every word stands for', () => {
    const words = COMMANDS.flatMap(({ name }) =>
      name.split(' ').map((_, at, all) => all.slice(0, at).join(' ')),
    );
    const commands = new Set(COMMANDS.map(({ name }) => name));
    const groups = [...new Set(words)].filter((place) => place !== '' && !commands.has(place));
    expect(Object.keys(GROUPS).sort()).toEqual(groups.sort());
  });

  it('for help about a command names its options, the global ones and examples', () => {
    const help = parse('serve --help');
    if (help.kind !== 'help') throw new Error('no help');
    for (const word of ['--port', '--no-open', '--profile', 'acgs serve --sandbox']) {
      expect(help.text).toContain(word);
    }
    const up = parse('sandbox up --help');
    expect(up.kind === 'help' && up.text).not.toContain('--lifeline');
  });
});
