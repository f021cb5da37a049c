//! Measures lotuspress against the stock `typst` command: thirteen editions of real texts, as screen PDFs.
//!
//! ```sh
//! cargo install typst-cli --version 0.15.1 --locked
//! cargo bench --bench editions
//! ```
//!
//! A is one `lotuspress build` of all editions, cold, into a new folder. B is the stock command on the projects that
//! `lotuspress export-typst` wrote of the same editions, two processes at a time, the longest first, with the same
//! fonts and standards. They take turns: A B A B. This is done with the corpus's declarations as they are and again
//! with each repeated until every edition has 150 pages. The tables are Markdown on standard output.
//!
//! Processor time and memory are taken from GNU `time` (`/usr/bin/time`); without it they are left out. The memory of B
//! is the largest sum of the peaks of processes that ran at the same time. The sizes need `python3`.
//!
//! Options, after `--`: `--without TAG` leaves a language out; `--corpus DIR` (default: the variable `CORPUS`, then
//! `../shared/corpus`), `--typst FILE` (default:
//! the variable `TYPST`, then `typst`), `--rounds N` (3), `--pages N` (150), and `--write DIR`, which measures nothing and
//! writes a toolkit of the corpus's texts into a folder, to read and to print: all languages of the sample and both texts,
//! or those named with `--tags km,my` and `--texts udhr`. `.ci/run` builds it.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints its tables and how far it is")]

#[path = "toolkit.rs"]
mod toolkit;

use std::collections::VecDeque;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

/// The editions.
const TAGS: [&str; 13] = ["en", "hi", "ne", "tl", "bn", "ko", "hmn", "zh-Hans", "zh-Hant", "ar", "pa", "vi", "km"];
/// What is measured: a text that every language has.
const MEASURED: [&str; 1] = ["udhr"];
/// Every text of the corpus.
const ALL_TEXTS: [&str; 2] = ["udhr", "wa-verify-faq"];
/// The command that Cargo has built for this benchmark.
const LOTUSPRESS: &str = env!("CARGO_BIN_EXE_lotuspress");
/// The folder of the checkout.
const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// Where toolkits, projects and PDFs are written.
const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");
/// GNU `time`, which says what a process used.
const TIME: &str = "/usr/bin/time";
/// Processes of the stock command at a time.
const STOCK_PROCESSES: usize = 2;
/// Times that the text is repeated before the benchmark gives up on making editions long enough.
const MOST_REPEATS: usize = 99;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    match options().and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What the command line asks for.
struct Options {
    corpus: PathBuf,
    typst: PathBuf,
    rounds: usize,
    pages: usize,
    write: Option<PathBuf>,
    tags: Vec<String>,
    texts: Vec<String>,
}

fn options() -> Result<Options> {
    let mut options = Options {
        corpus: variable("CORPUS").unwrap_or_else(|| Path::new(ROOT).join("../shared/corpus")),
        typst: variable("TYPST").unwrap_or_else(|| "typst".into()),
        rounds: 3,
        pages: 150,
        write: None,
        tags: TAGS.map(str::to_string).to_vec(),
        texts: ALL_TEXTS.map(str::to_string).to_vec(),
    };
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("`{name}` needs a value"))?;
        match name.as_str() {
            "--corpus" => options.corpus = value.into(),
            "--typst" => options.typst = value.into(),
            "--rounds" => options.rounds = value.parse::<usize>()?.max(1),
            "--pages" => options.pages = value.parse()?,
            "--without" => options.tags.retain(|tag| *tag != value),
            "--tags" => options.tags = listed(&value),
            "--texts" => options.texts = listed(&value),
            "--write" => options.write = Some(value.into()),
            _ => return Err(format!("there is no option `{name}`").into()),
        }
    }
    Ok(options)
}

/// The names of a list with commas.
fn listed(value: &str) -> Vec<String> {
    value.split(',').map(|name| name.trim().to_string()).collect()
}

fn borrowed(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

#[expect(clippy::disallowed_methods, reason = "a benchmark is told where its tools are")]
fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).map(PathBuf::from)
}

fn run(options: &Options) -> Result<()> {
    if !options.corpus.is_dir() {
        return Err(format!("there is no corpus in `{}`; name one with --corpus", options.corpus.display()).into());
    }
    if let Some(folder) = &options.write {
        let (tags, texts) = (borrowed(&options.tags), borrowed(&options.texts));
        return Ok(toolkit::write(&options.corpus, folder, &tags, 1, &texts, &[toolkit::SCREEN, toolkit::FOR_PRINT])?);
    }
    let version = printed(Command::new(&options.typst).arg("--version"))
        .map_err(|error| format!("the stock command `{}` does not run: {error}", options.typst.display()))?;
    read_fonts()?;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    println!("{cores} cores; {} rounds; the stock command is {}\n", options.rounds, version.trim());
    let small = Subject::new(options, "small", 1)?;
    let large = Subject::of_pages(options, small.smallest)?;
    let subjects = [small, large];
    let mut runs = Vec::new();
    for subject in &subjects {
        runs.push(subject.measure(options)?);
    }
    print_costs(&subjects, &runs);
    let sizes: Vec<Result<()>> = subjects.iter().map(Subject::print_sizes).collect();
    sizes.into_iter().collect()
}

/// Reads every font once, so that neither side pays for the disk.
#[expect(clippy::disallowed_methods, reason = "the order in which fonts are read does not matter")]
fn read_fonts() -> Result<()> {
    for family in fs::read_dir(Path::new(ROOT).join("fonts"))? {
        let family = family?.path();
        if family.is_dir() {
            for font in fs::read_dir(family)? {
                fs::read(font?.path())?;
            }
        }
    }
    Ok(())
}

/// A toolkit that is measured.
struct Subject {
    name: String,
    folder: PathBuf,
    repeats: usize,
    tags: Vec<String>,
    /// Pages of all editions, and of the shortest.
    pages: usize,
    smallest: usize,
}

impl Subject {
    /// Writes the toolkit, builds it once to count its pages, and exports its projects.
    fn new(options: &Options, name: &str, repeats: usize) -> Result<Self> {
        let folder = Path::new(SCRATCH).join("editions").join(name);
        renew(&folder)?;
        let tags = options.tags.clone();
        let source = folder.join("toolkit-source");
        toolkit::write(&options.corpus, &source, &borrowed(&tags), repeats, &MEASURED, &[toolkit::SCREEN])?;
        let mut subject = Subject { name: name.to_string(), folder, repeats, tags, pages: 0, smallest: 0 };
        let built = printed(subject.build().args(["--format", "json"]))?;
        let files: Vec<&str> = built.lines().filter(|line| line.contains(r#""type":"file""#)).collect();
        if files.len() != subject.tags.len() || files.iter().any(|line| line.contains(r#""proof":true"#)) {
            return Err(format!("lotuspress did not make {} faultless files:\n{built}", subject.tags.len()).into());
        }
        let pages: Vec<usize> = files.iter().filter_map(|line| number_in(line, "pages")).collect();
        subject.pages = pages.iter().sum();
        subject.smallest = pages.iter().copied().min().unwrap_or(0);
        eprintln!(
            "{name}: {} times the text, {} pages, {} or more an edition",
            repeats, subject.pages, subject.smallest
        );
        for tag in &subject.tags {
            printed(&mut subject.export(tag))?;
        }
        Ok(subject)
    }

    /// A toolkit in which every edition has at least so many pages; with the text once, the shortest has `single`.
    fn of_pages(options: &Options, single: usize) -> Result<Self> {
        let pages = options.pages;
        let mut repeats = pages.div_ceil(single.max(1)).max(2);
        while repeats <= MOST_REPEATS {
            let subject = Subject::new(options, "large", repeats)?;
            if subject.smallest >= pages {
                return Ok(subject);
            }
            repeats = (repeats * pages).div_ceil(subject.smallest.max(1)).max(repeats + 1);
        }
        Err(format!("no edition of {pages} pages with the text {MOST_REPEATS} times").into())
    }

    fn ours(&self) -> PathBuf {
        self.folder.join("ours")
    }

    fn stock(&self) -> PathBuf {
        self.folder.join("stock")
    }

    fn project(&self, tag: &str) -> PathBuf {
        self.folder.join("projects").join(tag)
    }

    fn lotuspress(&self, command: &str) -> Command {
        let mut lotuspress = Command::new(LOTUSPRESS);
        lotuspress.arg(command).arg("--source").arg(self.folder.join("toolkit-source"));
        lotuspress.arg("--layouts").arg(Path::new(ROOT).join("layouts"));
        lotuspress.arg("--fonts").arg(Path::new(ROOT).join("fonts"));
        lotuspress
    }

    fn build(&self) -> Command {
        let mut build = self.lotuspress("build");
        build.arg("--out").arg(self.ours());
        build
    }

    fn export(&self, tag: &str) -> Command {
        let mut export = self.lotuspress("export-typst");
        export.arg(tag).arg("--out").arg(self.project(tag));
        export
    }

    fn compile(&self, typst: &Path, tag: &str) -> Command {
        let mut compile = Command::new(typst);
        compile.arg("compile").arg("--root").arg(self.project(tag));
        compile.arg("--font-path").arg(Path::new(ROOT).join("fonts")).arg("--ignore-system-fonts");
        compile.args(["--pdf-standard", "ua-1,a-2a"]);
        compile.arg(self.project(tag).join("main.typ")).arg(self.stock().join(format!("{tag}.pdf")));
        compile
    }

    fn measure(&self, options: &Options) -> Result<Runs> {
        let mut runs = Runs { ours: Vec::new(), stock: Vec::new() };
        let mut order: Vec<(&str, Duration)> = self.tags.iter().map(|tag| (tag.as_str(), self.likely(tag))).collect();
        for round in 1..=options.rounds {
            renew(&self.ours())?;
            runs.ours.push(measured(&self.build(), &self.folder.join("ours.time"))?.cost);
            renew(&self.stock())?;
            order.sort_by_key(|(_, took)| std::cmp::Reverse(*took));
            let (cost, took) = self.measure_stock(&options.typst, &order)?;
            runs.stock.push(cost);
            order = took;
            let [ours, stock] = [&runs.ours, &runs.stock].map(|costs| costs[round - 1].wall);
            eprintln!("{} {round}: {ours:.2} s, stock {stock:.2} s", self.name);
        }
        Ok(runs)
    }

    /// Before anything is measured: longer texts are likely to take longer.
    fn likely(&self, tag: &str) -> Duration {
        let text = self.folder.join("toolkit-source").join(tag).join("udhr.md");
        let repeated = self.folder.join("toolkit-source").join(tag).join("udhr-01.md");
        let bytes = [text, repeated].iter().find_map(|path| path.metadata().ok()).map_or(0, |data| data.len());
        Duration::from_micros(bytes)
    }

    /// Compiles every project, `STOCK_PROCESSES` at a time. Gives what all of them cost, and what each took.
    fn measure_stock<'t>(
        &self,
        typst: &Path,
        order: &[(&'t str, Duration)],
    ) -> Result<(Cost, Vec<(&'t str, Duration)>)> {
        let queue: Mutex<VecDeque<&'t str>> = Mutex::new(order.iter().map(|(tag, _)| *tag).collect());
        let done = Mutex::new(Vec::new());
        let begin = Instant::now();
        thread::scope(|scope| {
            for _ in 0..STOCK_PROCESSES {
                scope.spawn(|| {
                    let next = || queue.lock().ok()?.pop_front();
                    while let Some(tag) = next() {
                        let result = measured(&self.compile(typst, tag), &self.folder.join(format!("{tag}.time")));
                        if let Ok(mut done) = done.lock() {
                            done.push((tag, result));
                        }
                    }
                });
            }
        });
        let wall = begin.elapsed().as_secs_f64();
        let mut processes = Vec::new();
        for (tag, result) in done.into_inner().unwrap_or_default() {
            processes.push((tag, result.map_err(|error| format!("the stock command on {tag}: {error}"))?));
        }
        let used: Option<Vec<Used>> = processes.iter().map(|(_, process)| process.cost.used).collect();
        let used = used.map(|used| Used {
            processor: used.iter().map(|used| used.processor).sum(),
            peak: peak_together(processes.iter().map(|(_, process)| process)),
        });
        let took = processes.iter().map(|(tag, process)| (*tag, process.end - process.begin)).collect();
        Ok((Cost { wall, used }, took))
    }

    /// Sizes by edition, as `sizes.py` counts them.
    fn print_sizes(&self) -> Result<()> {
        println!("\nSizes of the {} toolkit\n", self.name);
        let mut sizes = Command::new("python3");
        sizes.arg(Path::new(ROOT).join("benches/sizes.py"));
        for tag in &self.tags {
            sizes.arg(tag).arg(self.ours().join(format!("{tag}/corpus-{tag}-screen.pdf")));
            sizes.arg(self.stock().join(format!("{tag}.pdf")));
        }
        match sizes.stdout(Stdio::inherit()).status() {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err("the sizes are not as they should be".into()),
            Err(error) => {
                println!("not counted: python3 does not run ({error})");
                Ok(())
            }
        }
    }
}

/// What one side's rounds cost.
struct Runs {
    ours: Vec<Cost>,
    stock: Vec<Cost>,
}

/// What a run cost.
#[derive(Clone, Copy)]
struct Cost {
    /// Seconds from begin to end.
    wall: f64,
    used: Option<Used>,
}

/// What GNU `time` says of a process.
#[derive(Clone, Copy)]
struct Used {
    /// Seconds of processor time, its own and the system's for it.
    processor: f64,
    /// The most memory that it held, in bytes.
    peak: f64,
}

/// One process, and when it ran.
struct Process {
    begin: Instant,
    end: Instant,
    cost: Cost,
}

/// Runs a command to its end; `notes` is a file for `time`.
fn measured(command: &Command, notes: &Path) -> Result<Process> {
    let has_time = Path::new(TIME).exists();
    let mut timed = Command::new(if has_time { Path::new(TIME) } else { Path::new(command.get_program()) });
    if has_time {
        timed.args(["-f", "%U %S %M", "-o"]).arg(notes).arg(command.get_program());
    }
    timed.args(command.get_args());
    let begin = Instant::now();
    let output = timed.stdin(Stdio::null()).output()?;
    let end = Instant::now();
    succeeded(output)?;
    let used = if has_time { used(&fs::read_to_string(notes)?) } else { None };
    Ok(Process { begin, end, cost: Cost { wall: (end - begin).as_secs_f64(), used } })
}

fn used(notes: &str) -> Option<Used> {
    let mut numbers = notes.lines().last()?.split_whitespace().map(|word| word.parse::<f64>().ok());
    let (user, system, kibibytes) = (numbers.next()??, numbers.next()??, numbers.next()??);
    Some(Used { processor: user + system, peak: kibibytes * 1024.0 })
}

/// The largest sum of the peaks of processes that ran at the same time.
fn peak_together<'p>(processes: impl Iterator<Item = &'p Process> + Clone) -> f64 {
    let at = |moment: Instant| -> f64 {
        let running = processes.clone().filter(|process| process.begin <= moment && moment < process.end);
        running.filter_map(|process| process.cost.used).map(|used| used.peak).sum()
    };
    processes.clone().map(|process| at(process.begin)).fold(0.0, f64::max)
}

/// What a command prints; `Err` with its messages if it fails.
fn printed(command: &mut Command) -> Result<String> {
    succeeded(command.stdin(Stdio::null()).output()?)
}

fn succeeded(output: Output) -> Result<String> {
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("{}\n{}", output.status, String::from_utf8_lossy(&output.stderr)).into())
}

/// The number after `"name":` in a line of JSON.
fn number_in(line: &str, name: &str) -> Option<usize> {
    let key = format!("\"{name}\":");
    let rest = &line[line.find(&key)? + key.len()..];
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest[..end].parse().ok()
}

/// An empty folder in place of what was there.
fn renew(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(fs::create_dir_all(folder)?)
}

fn print_costs(subjects: &[Subject], runs: &[Runs]) {
    println!("| toolkit | pages | command | wall | processor | peak memory |");
    println!("| --- | ---: | --- | ---: | ---: | ---: |");
    for (subject, runs) in subjects.iter().zip(runs) {
        let label = format!("{} ({} ×)", subject.name, subject.repeats);
        let (ours, stock) = (Medians::of(&runs.ours), Medians::of(&runs.stock));
        println!("| {label} | {} | lotuspress | {} |", subject.pages, ours.cells());
        println!("| {label} | {} | typst × {STOCK_PROCESSES} | {} |", subject.pages, stock.cells());
        println!("| {label} | | ratio | {} |", ours.ratios(&stock));
    }
    println!("\nMedians of {} rounds.", runs.first().map_or(0, |runs| runs.ours.len()));
}

/// The middle of each number over all rounds.
struct Medians {
    wall: Option<f64>,
    processor: Option<f64>,
    peak: Option<f64>,
}

impl Medians {
    fn of(costs: &[Cost]) -> Self {
        let used = |pick: fn(&Used) -> f64| median(costs.iter().filter_map(|cost| cost.used.as_ref().map(pick)));
        Medians {
            wall: median(costs.iter().map(|cost| cost.wall)),
            processor: used(|used| used.processor),
            peak: used(|used| used.peak),
        }
    }

    fn cells(&self) -> String {
        let seconds = |value: Option<f64>| value.map_or("–".to_string(), |value| format!("{value:.2} s"));
        let peak = self.peak.map_or("–".to_string(), |value| format!("{:.0} MB", value / 1e6));
        [seconds(self.wall), seconds(self.processor), peak].join(" | ")
    }

    fn ratios(&self, other: &Medians) -> String {
        let ratio = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) if b > 0.0 => format!("{:.2}", a / b),
            _ => "–".to_string(),
        };
        [ratio(self.wall, other.wall), ratio(self.processor, other.processor), ratio(self.peak, other.peak)].join(" | ")
    }
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        length if length % 2 == 1 => Some(values[middle]),
        _ => Some((values[middle - 1] + values[middle]) / 2.0),
    }
}
