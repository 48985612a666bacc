/** What the service says and takes, word for word; see the OpenAPI document of the service. */

export type Language = "en" | "zh";
export type Named = Record<Language, string>;
export type Point2 = readonly [number, number];
export type Point3 = readonly [number, number, number];
export type Mounting = "ceiling" | "recessed" | "pendant" | "wall" | "floor" | "table" | "any";

export interface Problem {
  code: string;
  severity: "error" | "warning" | "info";
  where: string;
  message: string;
  hint: string;
  repair?: Repair;
  other_repairs?: Repair[];
}

/** Keys and values that would mend what is wrong. */
export type Repair = Record<string, unknown>;

export interface Money {
  amount: string;
  currency: string;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Opening {
  kind: "window" | "door" | "passage" | "skylight" | "stairwell";
  wall: number | null;
  offset_m?: number | null;
  width_m: number;
  height_m: number | null;
  /** Of a skylight or a stairwell: its corners seen from above. */
  outline_m?: Point2[];
}

/** A piece of furniture; `box_m` is null where it is a model that is not at hand. */
export interface Furniture {
  name: string;
  position_m: Point3;
  rotation_deg: number;
  box_m: Point3 | null;
}

/** A piece of furniture as a configuration states it, with more keys than are read here. */
export interface OwnPiece {
  name?: string;
  piece?: string;
  position_m: Point3;
  rotation_deg?: number;
  box_m?: Point3;
  size_m?: Point3;
}

export interface RoomShape {
  name: string;
  /** What it is for; empty where nothing says so. */
  use?: string;
  storey?: string;
  elevation_m?: number;
  floor_area_m2: number;
  height_m: number;
  confidence?: number;
  outline_m: Point2[];
  holes_m?: Point2[][];
  openings: Opening[];
  open_walls?: number[];
  furniture?: Furniture[];
}

export interface RoomDocument {
  format: string;
  units: string;
  storeys?: { name: string; elevation_m: number }[];
  rooms: RoomShape[];
  furniture: number;
  lights_found?: LightFound[];
  views_found?: ViewFound[];
  choices?: VotedChoice[];
  problems: Problem[];
}

/** A lamp that a file says is there; nothing is known of its light. */
export interface LightFound {
  name: string;
  position_m: Point3;
  room: string;
  power_w?: number;
}

export interface ViewFound {
  name: string;
  eye_m: Point3;
  target_m: Point3;
  fov_deg: number;
}

/** What a file does not say for sure, with the points for each reading. */
export interface VotedChoice {
  key: string;
  taken: string;
  by_user: boolean;
  points: Record<string, number>;
  votes: { value: string; points: number; evidence: string }[];
}

export interface RoomAnswer {
  id: string;
  filename: string;
  sha256: string;
  created_at: string;
  version: number;
  said: Repair;
  room: RoomDocument;
}

export interface Sample {
  name: string;
  title: Named;
  note: Named;
  floor_area_m2: number;
  rooms: number;
  configuration: SampleConfiguration;
  room_filename: string;
  links: { picture: string };
}

export interface Choice {
  key: string;
  name: Named;
  price_delta: string;
}

/** Something to choose; the first choice is the one a luminaire comes with. */
export interface Option {
  key: string;
  kind: string;
  name: Named;
  choices: Choice[];
}

export interface Bulb {
  sku: string;
  name: Named;
  luminous_flux_lm: number;
  power_w: number;
  cct_k: number;
  price: Money | null;
}

/** A luminaire of the catalogue, or of an own file: then `path` names it and it has neither sku nor price. */
export interface Luminaire {
  sku: string;
  path?: string;
  article: string;
  stand_in: boolean;
  variant: string;
  variant_name: Named;
  options: Option[];
  excludes: { choices: string[]; because: Named }[];
  lampholder: { cap: string; count: number; default_bulb: string; fitting: string[] } | null;
  bulb: Bulb | null;
  name: Named;
  description: Named;
  mounting: Mounting;
  power_w: number | null;
  luminous_flux_lm: number;
  cct_k: number | null;
  cct_range_k: readonly [number, number] | null;
  colour_rendering_index: number | null;
  beam_angle_deg: number | null;
  size_m: Point3 | null;
  hanging_length_m: { minimum: number; default: number; maximum: number } | null;
  minimum_dimming: number;
  price: Money | null;
}

/** A photometric file that a person uploaded. */
export interface OwnFile {
  id: string;
  filename: string;
  path: string;
  format: string;
  luminaires: Luminaire[];
  problems: Problem[];
  links: { polar: string };
}

export interface Placement {
  id: string;
  luminaire: string | { photometry: string } | { assumed: { flux_lm: number; beam_angle_deg: number; cct_k: number } };
  variant?: string;
  bulb?: string;
  position_m: Point3;
  rotation_deg?: Point3;
  /** Where it points to, in place of `rotation_deg`. */
  aim_m?: Point3;
  hanging_length_m?: number;
  circuit?: string;
  dimming: number;
  cct_k?: number;
}

export interface View {
  name: string;
  eye_m: Point3;
  target_m: Point3;
  fov_deg: number;
  size_px: Point2;
}

/** How a circuit or a placement burns in a scene, on top of its own settings. */
export interface BurningAt {
  dimming?: number;
  cct_k?: number;
}

export interface LightingScene {
  hours_per_year?: number;
  circuits?: Record<string, BurningAt>;
  placements?: Record<string, BurningAt>;
}

export interface Configuration {
  lampyris: 1;
  name: string;
  room?: { room_id: string; room?: string; surfaces?: unknown; furniture?: OwnPiece[] };
  rooms?: { room_id: string; storey?: string; room?: string; surfaces?: unknown; furniture?: OwnPiece[] }[];
  placements: Placement[];
  scenes?: Record<string, LightingScene>;
  calculation?: Calculation;
  views: View[];
}

/** Where light is measured, with more keys than are read here; a plane of several rooms names its own. */
export interface Plane {
  room?: string;
}

export interface Calculation {
  planes?: Plane[];
}

/** A configuration to begin with; its room is a file that the service has. */
export interface SampleConfiguration {
  name?: string;
  rooms?: unknown[];
  room?: { surfaces?: unknown; furniture?: OwnPiece[] };
  placements?: (Omit<Placement, "dimming"> & { dimming?: number })[];
  scenes?: Record<string, LightingScene>;
  calculation?: Calculation;
  views?: View[];
}

export interface ConfigurationAnswer {
  id: string;
  version: number;
  created_at: string;
  document: Configuration;
  problems: Problem[];
}

export type Quality = "draft" | "normal" | "final";

export interface Preview {
  id: string;
  configuration_id: string;
  configuration_version: number;
  scene: string | null;
  quality: Quality;
  state: "queued" | "working" | "done" | "failed" | "cancelled";
  progress: number;
  step: string;
  created_at: string;
  finished_at: string | null;
  error: { code: string; message: string } | null;
  problems: Problem[];
  /** Exposure of its picture; null until it is done. */
  ev: number | null;
  /** Of the draft: null until it is there. */
  links: { draft: string | null };
}

export interface PlaneMeasures {
  name: string;
  kind: string;
  points_m: Point3[];
  illuminance_lx: (number | null)[];
  mean_lx: number | null;
  mean_standard_error_lx: number | null;
  min_lx: number | null;
  max_lx: number | null;
  uniformity: number | null;
}

/** One value that a standard asks for, beside what was measured. */
export interface TargetMeasure {
  room: string;
  use: string;
  task: string;
  quantity: "illuminance_lx" | "uniformity" | "unified_glare_rating" | "colour_rendering_index";
  target: number;
  value: number | null;
  status: "met" | "missed" | "unclear" | "not measured";
  measured_on: string | null;
  source: string;
  /** "from memory" only in measures that were kept by an earlier version. */
  seen: "seen" | "our advice" | "from memory";
}

export interface Measures {
  planes: PlaneMeasures[];
  /** Missing in measures that were kept by an earlier version. */
  targets?: TargetMeasure[];
  power_w: number | null;
  power_density_w_m2: number | null;
  energy_balance: number | null;
  timing_s: Record<string, number>;
  problems: Problem[];
}

export interface Store {
  id: string;
  name: Named;
  kind: string;
  address: string;
  services: string[];
}

export interface Stock {
  sku: string;
  free: number;
}

export interface QuoteLine {
  sku: string;
  name: Named;
  quantity: number;
  unit_price: Money;
  total: Money;
}

export interface Quote {
  id: string;
  configuration_id: string;
  configuration_version: number;
  store_id: string | null;
  lines: QuoteLine[];
  net: Money;
  tax: Money;
  total: Money;
  shortages: { sku: string; missing: number }[];
  reasons: Named[];
  expires_at: string;
}

export interface Customer {
  name: string;
  email: string;
  phone: string;
  address: string;
  language: Language;
}

export interface OrderPart {
  part: string;
  store_id: string;
  request: string;
  fulfilment: string;
  store_reference: string | null;
  /** The rejected part that this one stands in for. */
  replaces: string | null;
  /** Why no other store is asked for this rejected part; empty while one may be. */
  given_up: string;
}

export interface Order {
  id: string;
  number: string;
  quote_id: string;
  lines: QuoteLine[];
  net: Money;
  tax: Money;
  total: Money;
  payment: string;
  service: string;
  parts: OrderPart[];
  /** Where the order stands as a whole, in one word. */
  summary: { state: string };
  history: { at: string; axis: string; part: string | null; from: string | null; to: string; reason: string | null }[];
}
