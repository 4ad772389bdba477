import styles from './skeleton.module.css';

/** While a panel's own code is on its way: its heading's place, and panes where panes will be. */
export function PanelSkeleton() {
  return (
    <div className={styles.panel} aria-busy="true">
      <span className="sr-only">Loading</span>
      <Bone width={220} height={24} />
      <Bone height={120} />
      <Bone height={240} />
    </div>
  );
}

/** A grey place of the size of what will stand there. Left out, width and height are the container's. */
export function Bone({ width, height }: { width?: number | string; height?: number | string }) {
  return (
    <span className={styles.bone} style={{ width: width ?? '100%', height: height ?? '100%' }} aria-hidden />
  );
}
