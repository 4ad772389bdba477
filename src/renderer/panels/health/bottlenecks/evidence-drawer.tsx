import { Button } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import type { BottleneckEvidence, BottleneckSuspect } from '../../../../contract/bottlenecks.ts';
import { formatPercent } from '../../../format/number.ts';
import { PresentAge } from '../../../marks/age.tsx';
import { ShareBar } from '../../../marks/share-bar.tsx';
import { StateShape } from '../../../marks/state-shape.tsx';
import { COPIED_WORDS, useCopied } from '../../../state/use-copied.ts';
import { DrawerBody, DrawerSection, SideDrawer } from '../../side-drawer.tsx';
import styles from './evidence-drawer.module.css';
import { AREA_WORDS, evidenceFigure, KIND_WORDS } from './words.ts';

/** What a suspect rests on, figure by figure with its limit and source, and what can be done. */
export function EvidenceDrawer({ suspect, onClose }: { suspect: BottleneckSuspect; onClose: () => void }) {
  const { about, area, kind, level, sentence, explains, evidence, advice, observedAt } = suspect;
  return (
    <SideDrawer
      kind={
        <>
          <StateShape level={level} size={12} /> {AREA_WORDS[area]}
        </>
      }
      title={`${about} ${KIND_WORDS[kind]}`}
      width="medium"
      onClose={onClose}
    >
      <DrawerBody>
        <p className={styles.sentence}>{sentence}</p>
        {explains !== null && (
          <p className={styles.muted}>
            That explains {formatPercent(explains, 0).value} % of the response time.
          </p>
        )}
        <DrawerSection
          title={
            <>
              Evidence, seen <PresentAge at={observedAt} />
            </>
          }
        >
          <ul className={styles.evidence}>
            {evidence.map((one) => (
              <Item key={`${one.label} ${one.text ?? one.value}`} one={one} level={level} />
            ))}
          </ul>
        </DrawerSection>
        <DrawerSection title="What to do">
          <ul className={styles.advice}>
            {advice.map(({ says, command }) => (
              <li key={says}>
                {says}
                {command !== null && <Command text={command} />}
              </li>
            ))}
          </ul>
        </DrawerSection>
      </DrawerBody>
    </SideDrawer>
  );
}

function Item({ one, level }: { one: BottleneckEvidence; level: BottleneckSuspect['level'] }) {
  const { label, value, text, unit, limit, limitSays, source } = one;
  const isShare = value !== null && limit !== null && limit > 0 && (unit === 'bytes' || unit === 'cores');
  return (
    <li>
      <span className={styles.label}>{label}</span>
      {text === null ? (
        <span className={styles.value}>{value === null ? 'not known' : evidenceFigure(value, unit)}</span>
      ) : (
        <code className={styles.text}>{text}</code>
      )}
      {isShare && (
        <span className={styles.bar}>
          <ShareBar share={value / limit} level={level} />
        </span>
      )}
      <span className={styles.source}>
        {limit !== null && (
          <>
            against {evidenceFigure(limit, unit)} ({limitSays ?? 'limit'}),{' '}
          </>
        )}
        {source}
      </span>
    </li>
  );
}

function Command({ text }: { text: string }) {
  const [state, copy] = useCopied();
  return (
    <span className={styles.command}>
      <code>{text}</code>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconCopy size={13} stroke={1.8} aria-hidden />}
        onClick={() => copy(text)}
        aria-label={`${COPIED_WORDS[state]}: ${text}`}
      >
        {COPIED_WORDS[state]}
      </Button>
    </span>
  );
}
