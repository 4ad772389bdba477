import { Button } from '@mantine/core';
import type { CompliancePart } from '../../../../contract/compliance.ts';
import type { Violation, ViolationDetail } from '../../../../contract/violations.ts';
import { grouped } from '../../../format/number.ts';
import { sentence } from '../../../format/words.ts';
import { Age, Moment } from '../../../marks/age.tsx';
import { StateShape } from '../../../marks/state-shape.tsx';
import { useAnswer } from '../../../state/answer.ts';
import { useDesk } from '../../../state/desk.tsx';
import { useMoment } from '../../../state/moment.ts';
import { ErrorState } from '../../../states/panel-states.tsx';
import { DrawerBody, DrawerFacts, DrawerSection, DrawerWaiting, SideDrawer } from '../../side-drawer.tsx';
import type { Validation } from '../use-validation.ts';
import { evidenceItem, VIEWS } from '../views.ts';
import { said } from '../words.ts';
import { NextAct } from './next-act.tsx';
import styles from './violation-drawer.module.css';
import { levelOf, SOURCE_WORDS, STATE_WORDS } from './violation-words.ts';

/** One violation: what was seen and where, its life so far, and the one thing to do next. */
export function ViolationDrawer({
  item,
  at,
  validation,
  onClose,
}: {
  item: Violation;
  at: string | null;
  validation: Validation;
  onClose: () => void;
}) {
  const { id, component, rule, state, severity, says, part } = item;
  const { data, problem } = useAnswer(
    (client, options) => client.violations.get({ id, at }, options),
    `${id} ${at ?? ''}`,
    turnOf(item),
  );
  return (
    <SideDrawer
      kind={
        <>
          <StateShape level={levelOf(item)} label={null} size={12} /> {STATE_WORDS[state]}, {severity}
        </>
      }
      title={`${component}: ${rule}`}
      width="medium"
      onClose={onClose}
    >
      <NextAct item={item} validation={validation} />
      <DrawerBody>
        <p className={styles.sentence}>{said(says)}</p>
        <Facts item={item} />
        {part !== null && <EvidenceLink part={part} component={component} />}
        {data ? (
          <Life steps={data.steps} />
        ) : problem ? (
          <ErrorState problem={problem} />
        ) : (
          <DrawerWaiting what="what became of it" />
        )}
      </DrawerBody>
    </SideDrawer>
  );
}

/** Another one whenever its steps may be others. */
function turnOf({ state, assignee, lastSeenAt }: Violation): number {
  const text = `${state} ${assignee} ${lastSeenAt}`;
  return [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_000_007, 7);
}

function Facts({ item }: { item: Violation }) {
  const { id, source, detectedAt, lastSeenAt, sightings, assignee, verifiedAt } = item;
  return (
    <DrawerFacts>
      <dt>Told by</dt>
      <dd>{SOURCE_WORDS[source]}</dd>
      <dt>First seen</dt>
      <dd>
        <When at={detectedAt} />
      </dd>
      <dt>Last seen</dt>
      <dd>{lastSeenAt === null ? 'not kept for that moment' : <When at={lastSeenAt} />}</dd>
      <dt>Seen</dt>
      <dd>
        {sightings === null
          ? 'not kept for that moment'
          : sightings === 1
            ? 'once'
            : `${grouped(sightings)} times`}
      </dd>
      <dt>Who</dt>
      <dd>{assignee ?? 'nobody named'}</dd>
      {verifiedAt !== null && (
        <>
          <dt>Verified</dt>
          <dd>
            <When at={verifiedAt} />
          </dd>
        </>
      )}
      <dt>Violation</dt>
      <dd>
        <code>{id}</code>
      </dd>
    </DrawerFacts>
  );
}

/** When, and how long ago that is now. */
function When({ at }: { at: string }) {
  const isPast = useMoment().at !== null;
  return (
    <>
      <Moment at={at} />
      {!isPast && (
        <>
          , <Age at={at} suffix=" ago" />
        </>
      )}
    </>
  );
}

function EvidenceLink({ part, component }: { part: CompliancePart['id']; component: string }) {
  const { router } = useDesk();
  const title = VIEWS.find(({ id }) => id === part)?.title ?? part;
  return (
    <p>
      <Button
        size="xs"
        variant="default"
        onClick={() => router.go('compliance', evidenceItem(part, component))}
      >
        Evidence: {title} of {component}
      </Button>
    </p>
  );
}

function Life({ steps }: { steps: ViolationDetail['steps'] }) {
  const placed = steps.map((step, place) => ({ ...step, place }));
  return (
    <DrawerSection title="What became of it">
      <ol className={styles.life}>
        {placed.map(({ place, at, actor, state, words }) => (
          <li key={place} data-step={state}>
            <span className={styles.muted}>
              <Moment at={at} />
            </span>
            <span>
              {sentence(words)} <span className={styles.muted}>{actor}</span>
            </span>
          </li>
        ))}
      </ol>
    </DrawerSection>
  );
}
