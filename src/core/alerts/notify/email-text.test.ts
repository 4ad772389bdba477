import { describe, expect, it } from 'vitest';
import { recipientsOf } from './email.ts';
import { htmlOf, subjectOf, textOf } from './email-text.ts';
import { type Message, messageSchema } from './message.ts';

const message = (own: Partial<Message> = {}): Message =>
  messageSchema.parse({
    ...{
      kind: 'firing',
      name: 'ServiceDown',
      level: 'critical',
      title: 'CRITICAL: ServiceDown (governance)',
    },
    text: 'governance is down.',
    alerts: [
      {
        ...{ id: '3fa2', labels: { alertname: 'ServiceDown', system: 'governance' }, annotations: {} },
        ...{ startsAt: '2025-06-27T09:00:00.000Z', endsAt: null, summary: 'governance is down' },
        ...{ why: 'firing for 1 min: probe_up is 0', respondBy: '2025-06-27T09:16:00.000Z' },
        ...{ runbook: 'service-down', procedure: 'Service Down Alert' },
      },
    ],
    ...own,
  });

const [first] = message().alerts;
if (!first) throw new Error('no alert');

describe('a mail', () => {
  it('says what, why, since when, until when, and what to do, in text and in HTML', () => {
    expect(textOf(message(), 'acgs-production')).toBe(`CRITICAL: ServiceDown (governance)

What:         governance is down
Level:        CRITICAL
Why:          firing for 1 min: probe_up is 0
Since:        2025-06-27 09:00:00 UTC
Respond by:   2025-06-27 09:16:00 UTC
Runbook:      Service Down Alert (service-down)
Acknowledged: by nobody yet
Labels:       alertname="ServiceDown", system="governance"
Explain:      acgs alerts explain 3fa2

ACGS Control Center, acgs-production. What is shown was so when this was written; acgs alerts list shows what is so now.
`);
    const html = htmlOf(message(), 'acgs-production');
    for (const words of [
      'governance is down',
      '2025-06-27 09:16:00 UTC',
      'Service Down Alert (service-down)',
    ]) {
      expect(html).toContain(words);
    }
  });

  it('that says it is over says who saw to it', () => {
    const alerts = [
      {
        ...{ ...first, endsAt: '2025-06-27T09:30:00.000Z', acknowledgedBy: 'mara', note: 'scaled it up' },
        acknowledgedAt: '2025-06-27T09:05:00.000Z',
      },
    ];
    const text = textOf(message({ kind: 'resolved', alerts }), 'x');
    expect(text).toContain('Resolved:     2025-06-27 09:30:00 UTC');
    expect(text).toContain('Acknowledged: by mara, 2025-06-27 09:05:00 UTC: scaled it up');
    expect(text).not.toContain('Respond by');
  });

  it('has nothing in it that a label could make a header, a line or a tag of', () => {
    const evil = 'x\r\nBcc: thief@evil.example\r\n\r\n<script>alert("1")</script>\u2028&\u0007\u202E';
    const hostile = message({
      title: `CRITICAL: ${evil}`,
      alerts: [{ ...first, summary: evil, why: evil, labels: { alertname: evil } }],
    });
    const subject = subjectOf(hostile, 'acgs');
    expect(subject).toBe('[acgs] CRITICAL: x Bcc: thief@evil.example <script>alert("1")</script> &');
    expect(textOf(hostile, 'acgs')).not.toMatch(/^Bcc:/m);
    const html = htmlOf(hostile, 'acgs');
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp;');
    expect(subjectOf(message({ title: 'x'.repeat(5000) }), 'a')).toHaveLength(180);
  });

  it('of hundreds of alerts shows fifty and says how many more there are', () => {
    const many = message({ alerts: Array.from({ length: 320 }, (_, id) => ({ ...first, id: `id-${id}` })) });
    const text = textOf(many, 'acgs');
    expect(text.match(/acgs alerts explain/g)).toHaveLength(50);
    expect(text).toContain('And 270 more alerts of this rule');
  });

  it('that waited in the outbox of an older version can still be written', () => {
    const { id, labels, annotations, startsAt, endsAt } = first;
    const older = messageSchema.parse({
      ...{ kind: 'firing', name: 'A', level: 'warning', title: 'WARNING: A', text: 'a' },
      alerts: [{ id, labels, annotations, startsAt, endsAt }],
    });
    expect(textOf(older, 'acgs')).toContain('Since:        2025-06-27 09:00:00 UTC');
  });
});

describe('who gets it', () => {
  const config = {
    ...{ from: 'acgs@x.org', to: ['ops@x.org'], contacts: true },
    levels: { critical: ['cto@x.org', 'OPS@x.org'], emergency: ['ceo@x.org'] },
  };
  const contacts = {
    'operations lead': { name: 'Mara', email: 'mara@x.org' },
    CTO: { email: 'cto@x.org, evil@y.org' },
    CEO: 'by telephone',
  };
  it('is everybody, those of its level, and those who were called, each once', () => {
    const of = (level: Message['level'], called: string[]) =>
      recipientsOf({ level, called }, config, contacts);
    expect(of('warning', [])).toEqual({ to: ['ops@x.org'], problems: [] });
    expect(of('critical', ['Operations Lead']).to).toEqual(['ops@x.org', 'cto@x.org', 'mara@x.org']);
    expect(of('emergency', ['Operations Lead', 'CTO', 'CEO'])).toEqual({
      to: ['ops@x.org', 'cto@x.org', 'ceo@x.org', 'mara@x.org'],
      problems: ['the e-mail of CTO in contacts is no address'],
    });
    expect(
      recipientsOf(
        { level: 'critical', called: ['Operations Lead'] },
        { ...config, contacts: false },
        contacts,
      ).to,
    ).toEqual(['ops@x.org', 'cto@x.org']);
  });
});
