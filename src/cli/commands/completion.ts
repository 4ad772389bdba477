import { defineCommand } from '../command.ts';
import { GLOBAL_OPTIONS } from '../globals.ts';
import type { OptionSpec } from '../options.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

export const completion = defineCommand({
  name: 'completion',
  summary: 'print the completion script of a shell',
  arguments: [{ name: 'shell', says: 'whose script', choices: SHELLS }],
  examples: ['source <(acgs completion bash)', 'acgs completion fish | source'],
  async run(context, _options, [name]) {
    const shell = SHELLS.find((it) => it === name) ?? 'bash';
    const { COMMANDS } = await import('./index.ts');
    const script = SCRIPTS[shell](wordsByPlace(COMMANDS));
    context.output.answer({ shell, script }, (it) => it.script.trimEnd().split('\n'));
    return 0;
  },
});

interface Completable {
  name: string;
  arguments: readonly { choices?: readonly string[] }[];
  options: Record<string, OptionSpec<unknown>>;
}

/** What may follow each place of the command line: `cluster top` → `nodes pods`. */
export function wordsByPlace(commands: readonly Completable[]): Map<string, string[]> {
  const places = new Map<string, Set<string>>([['', new Set()]]);
  for (const command of commands) {
    const words = command.name.split(' ');
    for (const [index, word] of words.entries()) {
      const place = words.slice(0, index).join(' ');
      places.set(place, (places.get(place) ?? new Set()).add(word));
    }
    const choices = command.arguments.flatMap((argument) => argument.choices ?? []);
    places.set(command.name, new Set([...choices, ...longFlags(command.options)]));
  }
  const everywhere = longFlags(GLOBAL_OPTIONS);
  return new Map([...places].map(([place, words]) => [place, [...words, ...everywhere]]));
}

function longFlags(options: Record<string, OptionSpec<unknown>>): string[] {
  return Object.values(options)
    .filter((option) => !option.hidden)
    .flatMap((option) => /--[\w-]+/.exec(option.flags)?.[0] ?? []);
}

const SCRIPTS: Record<Shell, (places: ReadonlyMap<string, readonly string[]>) => string> = {
  bash: (places) => `# completion of acgs for bash
_acgs() {
  local place="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) place="\${place:+$place }$word" ;; esac
  done
  case "$place" in
${cases(places, (words) => `COMPREPLY=($(compgen -W "${words}" -- "\${COMP_WORDS[COMP_CWORD]}"))`)}
  esac
}
complete -o default -F _acgs acgs
`,
  zsh: (places) => `#compdef acgs
# completion of acgs for zsh
_acgs() {
  local place="" word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$word" in -*) ;; *) place="\${place:+$place }$word" ;; esac
  done
  case "$place" in
${cases(places, (words) => `compadd -- ${words}`)}
    *) _files ;;
  esac
}
compdef _acgs acgs
`,
  fish: (places) => `# completion of acgs for fish
function __acgs_place
  set -l place
  for word in (commandline -opc)[2..-1]
    string match -q -- '-*' $word; or set -a place $word
  end
  string join ' ' $place
end
${[...places].map(([place, words]) => `complete -c acgs -n 'test (__acgs_place) = "${place}"' -a '${words.join(' ')}'`).join('\n')}
`,
};

function cases(places: ReadonlyMap<string, readonly string[]>, act: (words: string) => string): string {
  return [...places].map(([place, words]) => `    "${place}") ${act(words.join(' '))} ;;`).join('\n');
}
