import type { JobStatus, Scheduler } from "../jobs/scheduler.ts";

/** The scheduler, for what is opened before it. Until it is set there is no job to wake, and none to show. */
export class LateScheduler implements Pick<Scheduler, "wake" | "status"> {
  #scheduler: Scheduler | undefined;

  set(scheduler: Scheduler): void {
    this.#scheduler = scheduler;
  }

  wake(job: string): void {
    this.#scheduler?.wake(job);
  }

  /** Wakes a job if it is running here: for what another process has left for it. */
  wakeRunning(job: string | undefined): void {
    if (this.status().some(({ name, isRunning }) => name === job && isRunning))
      this.#scheduler?.wake(job ?? "");
  }

  status(): readonly JobStatus[] {
    return this.#scheduler?.status() ?? [];
  }
}
