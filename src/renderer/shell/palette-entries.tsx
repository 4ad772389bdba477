import { useMantineColorScheme } from '@mantine/core';
import { IconArrowRight, IconChecklist, IconHistory, IconSunMoon } from '@tabler/icons-react';
import { levelOfStatus, STATUS_WORDS } from '../format/words.ts';
import { StateShape } from '../marks/state-shape.tsx';
import { SHAPES, stateWord } from '../panels/alerts/levels.ts';
import { PANELS } from '../panels/index.ts';
import { useWaiting } from '../people/people.tsx';
import { useDock } from '../runbooks/dock-state.tsx';
import { useCatalogue } from '../runbooks/use-catalogue.ts';
import { RISK_WORDS, RUN_WORDS } from '../runbooks/words.ts';
import { useDesk } from '../state/desk.tsx';
import { useLive } from '../state/live.tsx';
import { useMoment } from '../state/moment.ts';
import { COLOR_SCHEMES } from './color-schemes.ts';
import type { PaletteGroup } from './palette-matching.ts';
import { useShell } from './shell-state.tsx';

/** From wherever one is: traffic is taken away, and whose turn it is. */
const dialogActs = [
  {
    dialog: 'emergency-rollback',
    title: 'Emergency rollback',
    alias: 'mlops features traffic off 0 percent legacy abort',
  },
  { dialog: 'gradual-rollback', title: 'Gradual rollback', alias: 'mlops features traffic step down' },
  { dialog: 'approvals', title: 'Approvals', alias: 'requests reviews broken glass second person' },
  { dialog: 'changes', title: 'Changes under way', alias: 'locks interrupted cut short break lock' },
  { dialog: 'log-in', title: 'Log in as an operator', alias: 'user sign in passphrase' },
  { dialog: 'add-operator', title: 'Add an operator', alias: 'user key person' },
] as const;

/** Everything the palette knows: places, acts, systems. */
export function usePaletteGroups(): PaletteGroup[] {
  const { actions, dialog, open, timeBar, showTimeBar } = useShell();
  const { at, goTo } = useMoment();
  const { router } = useDesk();
  const { alerts, health, runs } = useLive();
  const { openRun, openRunbook } = useDock();
  const catalogue = useCatalogue(dialog === 'palette');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const waiting = useWaiting();
  const nextScheme = COLOR_SCHEMES[colorScheme].next;
  const act = <IconArrowRight size={16} stroke={1.5} aria-hidden />;

  return [
    {
      title: 'Panels',
      entries: PANELS.map((panel, index) => ({
        id: `panel-${panel.id}`,
        title: panel.title,
        note: `Ctrl+${index + 1}`,
        alias: '',
        picture: <panel.icon size={16} stroke={1.5} aria-hidden />,
        run: () => router.go(panel.id),
      })),
    },
    {
      title: 'Acts',
      entries: [
        ...actions.map(({ id, title, key, run }) => ({
          id,
          title,
          note: key?.toUpperCase() ?? '',
          alias: '',
          picture: act,
          run,
        })),
        {
          id: 'time',
          title: timeBar ? 'Hide the strip of time' : 'Look at a moment in the past',
          note: 'T',
          alias: 'time scrubber history as of',
          picture: <IconHistory size={16} stroke={1.5} aria-hidden />,
          run: () => showTimeBar(!timeBar),
        },
        ...(at === null
          ? []
          : [
              {
                id: 'live',
                title: 'Back to live',
                note: 'Esc',
                alias: 'now',
                picture: act,
                run: () => goTo(null),
              },
            ]),
        {
          id: 'theme',
          title: `Theme: change to ${COLOR_SCHEMES[nextScheme].title}`,
          note: '',
          alias: 'dark light colours appearance',
          picture: <IconSunMoon size={16} stroke={1.5} aria-hidden />,
          run: () => setColorScheme(nextScheme),
        },
        ...dialogActs.map(({ dialog, title, alias }) => ({
          id: dialog,
          title,
          note: dialog === 'approvals' && waiting > 0 ? `${waiting} waiting` : '',
          alias,
          picture: act,
          // After the palette has closed: only one dialog is open at a time.
          run: () => setTimeout(() => open(dialog)),
        })),
        {
          id: 'help',
          title: 'Keys and marks',
          note: '?',
          alias: 'help shortcuts',
          picture: act,
          // After the palette has closed: only one dialog is open at a time.
          run: () => setTimeout(() => open('help')),
        },
      ],
    },
    {
      title: 'Runs',
      entries: (runs.data ?? [])
        .filter(({ endedAt }) => endedAt === null)
        .map(({ id, title, status, runbook }) => ({
          id: `run-${id}`,
          title,
          note: RUN_WORDS[status],
          alias: `${runbook} run`,
          picture: <IconChecklist size={16} stroke={1.5} aria-hidden />,
          // After the palette has closed and given the focus back.
          run: () => setTimeout(() => openRun(id)),
        })),
    },
    {
      title: 'Runbooks',
      entries: (catalogue.data?.items ?? []).map(({ id, title, script, risk, available }) => ({
        id: `runbook-${id}`,
        title,
        note: available ? RISK_WORDS[risk] : 'not available yet',
        alias: script === null ? id : `${id} ./scripts/${script}.sh`,
        picture: <IconChecklist size={16} stroke={1.5} aria-hidden />,
        run: () => setTimeout(() => openRunbook(id)),
      })),
    },
    {
      title: 'Alerts',
      entries: (alerts.data?.items ?? []).map((item) => ({
        id: `alert-${item.id}`,
        title: item.system === null ? item.name : `${item.name} of ${item.system}`,
        note: stateWord(item),
        alias: `${item.id} ${item.level} ${item.summary}`,
        picture: (
          <StateShape
            level={item.state === 'resolved' ? 'good' : SHAPES[item.level]}
            label={null}
            size={12}
          />
        ),
        run: () => router.go('alerts', item.id),
      })),
    },
    {
      title: 'Systems',
      entries: (health.data?.tiles ?? []).map((tile) => ({
        id: `system-${tile.id}`,
        title: tile.name,
        note: STATUS_WORDS[tile.status],
        alias: tile.id,
        picture: <StateShape level={levelOfStatus(tile.status)} label={null} size={12} />,
        run: () => router.go('health', tile.id),
      })),
    },
  ];
}
