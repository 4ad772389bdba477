import type { Level } from '../../../contract/health.ts';
import { Age } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import styles from './cells.module.css';

/** What identifies the row; the whole of it in the title, should it ever not fit. */
export function NameCell({ name }: { name: string }) {
  return (
    <span className={styles.name} title={name} data-name>
      {name}
    </span>
  );
}

/** Shape, colour and word. The title says why, where there is a why. */
export function StateCell({ level, state, reason }: { level: Level; state: string; reason: string | null }) {
  return (
    <span className={styles.state} data-level={level} title={reason ?? undefined}>
      <StateShape level={level} label={null} />
      <span className={styles.clip}>{state}</span>
    </span>
  );
}

export function TextCell({ text, title = text }: { text: string; title?: string }) {
  return (
    <span className={styles.clip} data-muted title={title || undefined}>
      {text}
    </span>
  );
}

/** How old it is; ticking. */
export function AgeCell({ at }: { at: string | null }) {
  return at === null ? <Unknown /> : <Age at={at} />;
}

/** A figure nobody reports is not zero. */
export function FigureCell({ text }: { text: string | null }) {
  return text === null ? <Unknown /> : <span className={styles.figure}>{text}</span>;
}

/** `2 of 3`, loud when they differ. */
export function OfCell({ have, want }: { have: number; want: number }) {
  return (
    <span className={styles.figure} data-short={have < want || undefined}>
      {have} of {want}
    </span>
  );
}

function Unknown() {
  return (
    <span className={styles.unknown} title="Not reported">
      <span aria-hidden>–</span>
      <span className="sr-only">not reported</span>
    </span>
  );
}
