import { Button } from '@mantine/core';
import { IconFileCheck, IconHistoryOff, IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { ComplianceHeadline } from '../../../../contract/compliance.ts';
import type { ViolationsFrame } from '../../../../contract/violations.ts';
import { counted, grouped } from '../../../format/number.ts';
import { sentence } from '../../../format/words.ts';
import { PresentAge } from '../../../marks/age.tsx';
import { useDesk } from '../../../state/desk.tsx';
import { useConnectionLost } from '../../../state/live.tsx';
import { useMoment } from '../../../state/moment.ts';
import { keyAt } from '../../../state/moment-key.ts';
import { useRoute } from '../../../state/route.ts';
import { useKept, useStream } from '../../../state/stream.ts';
import { NotRenewed } from '../../../states/not-renewed.tsx';
import { PanelMessage } from '../../../states/panel-message.tsx';
import { blockingState } from '../../../states/panel-states.tsx';
import { RowSkeleton } from '../../../states/row-skeleton.tsx';
import { RowGroup, RowGroups } from '../../row-groups.tsx';
import { PolicyDrawer } from '../policy/policy-drawer.tsx';
import type { Validation } from '../use-validation.ts';
import { openedOf } from '../views.ts';
import { ViolationDrawer } from './violation-drawer.tsx';
import { ViolationRow } from './violation-row.tsx';
import { byComponent, openCount } from './violation-words.ts';
import styles from './violations-view.module.css';

/** What was seen that the constitution does not allow, by component, and what becomes of each. */
export function ViolationsView({ found, validation }: { found: ComplianceHeadline; validation: Validation }) {
  const { at } = useMoment();
  const { router } = useDesk();
  const { item } = useRoute();
  const lost = useConnectionLost();
  const [asksPolicy, setAsksPolicy] = useState(false);
  const stream = useKept(
    useStream((client, options) => client.violations.watch({ at }, options), keyAt('violations', at)),
    'violations',
  );
  const frame = stream.data;
  const openId = openedOf(item);
  const open = frame?.items.find(({ id }) => id === openId) ?? null;
  const show = (id: string | null) =>
    router.go('compliance', id === null ? 'violations' : `violations.${id}`);
  const close = () => {
    show(null);
    document.querySelector<HTMLElement>(`[data-violation="${openId}"]`)?.focus();
  };

  const blocked = blockingState(stream, lost);
  if (blocked) return blocked;
  if (frame === null) return <RowSkeleton what="the violations" />;
  return (
    <>
      <div className={styles.view}>
        <NotRenewed problem={stream.problem} />
        <div className={styles.bar}>
          <p>
            {sentence(summaryOf(frame))} Looked for last <PresentAge at={found.checkedAt} />.
          </p>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFileCheck size={14} stroke={1.75} aria-hidden />}
            onClick={() => {
              show(null);
              setAsksPolicy(true);
            }}
          >
            Check a policy
          </Button>
        </div>
        {frame.items.length === 0 ? (
          <Nothing found={found} isPast={at !== null} />
        ) : (
          <List
            frame={frame}
            openId={openId}
            onOpen={(id) => {
              setAsksPolicy(false);
              show(id);
            }}
          />
        )}
      </div>
      {asksPolicy && !open && <PolicyDrawer onClose={() => setAsksPolicy(false)} />}
      {open && <ViolationDrawer key={open.id} item={open} at={at} validation={validation} onClose={close} />}
    </>
  );
}

function List({
  frame,
  openId,
  onOpen,
}: {
  frame: ViolationsFrame;
  openId: string | null;
  onOpen: (id: string) => void;
}) {
  const over = frame.items.filter(({ state }) => state === 'verified');
  return (
    <RowGroups label="Violations by component, the gravest first">
      {byComponent(frame.items).map(({ component, items }) => (
        <RowGroup key={component} name={component} count={items.length}>
          {items.map((item) => (
            <ViolationRow
              key={item.id}
              item={item}
              isOpen={item.id === openId}
              onOpen={() => onOpen(item.id)}
            />
          ))}
        </RowGroup>
      ))}
      {over.length > 0 && (
        <RowGroup name="Over" title="Over, of 30 days" count={over.length}>
          {over.map((item) => (
            <ViolationRow
              key={item.id}
              item={item}
              withComponent
              isOpen={item.id === openId}
              onOpen={() => onOpen(item.id)}
            />
          ))}
        </RowGroup>
      )}
      {frame.leftOut > 0 && (
        <p className={styles.more}>
          {grouped(frame.leftOut)} more are not shown; acgs compliance violations lists them.
        </p>
      )}
    </RowGroups>
  );
}

function summaryOf({ items }: ViolationsFrame): string {
  const open = openCount(items);
  if (items.length === 0) return 'None is known of 30 days';
  if (open === 0) return 'All are over';
  const nobody = items.filter(({ state }) => state === 'open').length;
  return `${counted(open)} ${open === 1 ? 'is' : 'are'} not over, ${nobody === 0 ? 'none' : counted(nobody)} without anybody who sees to ${nobody === 1 ? 'it' : 'them'}`;
}

/** That none is known is good news only where everything was looked at. */
function Nothing({ found, isPast }: { found: ComplianceHeadline; isPast: boolean }) {
  const unknown = found.parts.filter(({ state }) => state === 'unknown');
  if (isPast) return <PanelMessage icon={IconHistoryOff} title="No violation was known at that moment" />;
  return (
    <PanelMessage
      icon={IconShieldCheck}
      title="No violation is known"
      text={
        unknown.length === 0
          ? 'The last validation looked at all five parts and found none.'
          : `Nobody can tell of ${unknown.map(({ title }) => title).join(' and ')}: there may be some.`
      }
      hint="Each validation looks again, at the services’ counters and the compliance log, too."
    />
  );
}
