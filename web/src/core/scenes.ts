/** Lighting scenes: what burns in which, and keeping them true while luminaires come and go. */

import type { BurningAt, Configuration, LightingScene, Placement } from "./types";

type Hanging = Pick<Configuration, "placements" | "scenes">;

export const sceneNames = (configuration: Configuration | null): string[] => Object.keys(configuration?.scenes ?? {});

/** How brightly a placement burns in a scene, 0 to 1; what a scene does not name is off. Without a scene all are on. */
export function burning(configuration: Configuration, scene: string | null, one: Placement): number {
  const chosen = scene === null ? undefined : configuration.scenes?.[scene];
  if (chosen === undefined) return one.dimming;
  const said = chosen.placements?.[one.id] ?? chosen.circuits?.[one.circuit ?? ""];
  return said === undefined ? 0 : one.dimming * (said.dimming ?? 1);
}

/** A new placement burns in every scene: as the one it was repeated from where that is known, else fully. */
export function lightNew(configuration: Configuration, id: string, like?: string): Configuration {
  return withScenes(configuration, (scene) => {
    const said: BurningAt | undefined = like === undefined ? { dimming: 1 } : scene.placements?.[like];
    return said === undefined ? scene : { ...scene, placements: { ...scene.placements, [id]: said } };
  });
}

/** The service refuses a scene that names a circuit or placement that hangs nowhere. */
export function forgetGone<Part extends Hanging>(configuration: Part): Part {
  const circuits = new Set(configuration.placements.map((one) => one.circuit ?? ""));
  const ids = new Set(configuration.placements.map((one) => one.id));
  const only = (said: Record<string, BurningAt> | undefined, known: Set<string>) =>
    Object.fromEntries(Object.entries(said ?? {}).filter(([name]) => known.has(name)));
  return withScenes(configuration, (scene) => ({
    ...scene,
    circuits: only(scene.circuits, circuits),
    placements: only(scene.placements, ids),
  }));
}

/** Scenes in which more burns: what they say themselves goes before what is said of that in `more`. */
export function scenesWith(scenes: Configuration["scenes"], more: Configuration["scenes"] = {}): Configuration["scenes"] {
  if (scenes === undefined) return undefined;
  const both = Object.entries(scenes).map(([name, scene]) => {
    const { circuits, placements } = more[name] ?? {};
    return [name, { ...scene, circuits: { ...circuits, ...scene.circuits }, placements: { ...placements, ...scene.placements } }];
  });
  return Object.fromEntries(both);
}

function withScenes<Part extends Hanging>(configuration: Part, change: (scene: LightingScene) => LightingScene): Part {
  if (configuration.scenes === undefined) return configuration;
  const scenes = Object.entries(configuration.scenes).map(([name, scene]) => [name, change(scene)]);
  return { ...configuration, scenes: Object.fromEntries(scenes) };
}
