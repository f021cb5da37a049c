//! The document tree: the small set of things that a chapter can say, each with the line it came from.

use std::fmt;

use crate::product::Audience;

/// One chapter of one edition.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// Its id in `toolkit.toml`, the same in every edition.
    pub id: String,
    /// Its file, as findings name it.
    pub file: String,
    /// The text of the first heading.
    pub title: Vec<Inline>,
    /// Everything below the title.
    pub blocks: Vec<Block>,
}

/// A position in the chapter's file: line and column in characters, both from 1; column 0 where it is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pos {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

/// A run of text from one line of the file, entities and escapes resolved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    /// The words.
    pub text: String,
    /// The line it stands on.
    pub line: u32,
    /// Byte offsets in `text` paired with columns in the file; between two entries both advance character by character.
    /// Empty where the file could not be replayed and only the line is known.
    pub columns: Vec<(usize, u32)>,
}

impl Text {
    /// The column in the file of a byte offset in the text, or 0 if it is not known.
    pub fn column(&self, offset: usize) -> u32 {
        let known = self.columns.iter().rev().find(|(start, _)| *start <= offset);
        let Some((start, column)) = known else { return 0 };
        let between = self.text.get(*start..offset).map_or(0, |text| text.chars().count());
        column + between as u32
    }

    /// Every character with its place in the file, in one walk.
    pub fn characters(&self) -> impl Iterator<Item = (char, Pos)> + '_ {
        let mut jumps = self.columns.iter().peekable();
        let mut column = 0;
        self.text.char_indices().map(move |(offset, c)| {
            if let Some((_, at)) = jumps.next_if(|(start, _)| *start <= offset) {
                column = *at;
            }
            let pos = Pos { line: self.line, column };
            column += u32::from(column > 0);
            (c, pos)
        })
    }

    /// Where a byte offset of the text stands in the file.
    pub fn pos(&self, offset: usize) -> Pos {
        Pos { line: self.line, column: self.column(offset) }
    }
}

/// A block and where it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Where it begins.
    pub at: Pos,
    /// What it is.
    pub kind: BlockKind,
}

/// The kinds of block.
#[derive(Debug, Clone, PartialEq)]
pub enum BlockKind {
    /// A heading below the chapter's title; levels are consecutive and begin at 2.
    #[expect(missing_docs, reason = "the fields say what they are")]
    Heading { level: u8, id: Option<String>, content: Vec<Inline> },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list; `start` is the first number of a numbered one, `tight` means no space between the items.
    #[expect(missing_docs, reason = "the line above says what they are")]
    List { start: Option<u64>, tight: bool, items: Vec<Item> },
    /// A table; every row has as many cells as `columns`.
    #[expect(missing_docs, reason = "the fields say what they are")]
    Table { columns: Vec<Align>, header: Vec<Cell>, rows: Vec<Vec<Cell>> },
    /// A block quotation.
    Quote(Vec<Block>),
    /// Lines to be shown letter by letter.
    Code(Vec<Text>),
    /// A break between two thoughts.
    Divider,
    /// Terms and what they mean.
    Definitions(Vec<Definition>),
    /// A picture with its caption.
    Figure(Figure),
    /// A `:::` block.
    Directive(Box<Directive>),
}

/// One item of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// For a task list: whether the box is ticked.
    pub task: Option<bool>,
    /// What the item says.
    pub blocks: Vec<Block>,
}

/// One entry of a definition list.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// The term.
    pub term: Vec<Inline>,
    /// Its meaning.
    pub blocks: Vec<Block>,
}

/// One cell of a table.
pub type Cell = Vec<Inline>;

/// How a table column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the start of the line, left or right with the language.
    Start,
    /// In the middle.
    Center,
    /// At the end of the line.
    End,
}

/// A picture, from a `figure` directive or from a Markdown image that stands alone.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figure {
    /// Explicit id.
    pub id: Option<String>,
    /// Its number in the chapter, from 1, the same for every audience.
    pub number: u32,
    /// Path of the picture, relative to the toolkit's source folder.
    pub src: String,
    /// What the picture shows, for people who do not see it.
    pub alt: Option<Text>,
    /// Who made it.
    pub credit: Option<Text>,
    /// Width in percent of the measure; 100 unless it says otherwise.
    pub width: Option<u32>,
    /// Points on the picture, in percent of its width and height from its top left corner.
    pub anchors: Vec<(f64, f64)>,
    /// Whether the drawing is turned round where lines run from right to left, because it is read like a line; not unless
    /// it says so.
    pub mirror: Option<bool>,
    /// The words set over the picture, one for each anchor.
    pub labels: Vec<Vec<Inline>>,
    /// What is said below the picture.
    pub caption: Vec<Block>,
}

/// A `:::` block.
#[derive(Debug, Clone, PartialEq)]
pub struct Directive {
    /// Which one.
    pub name: DirectiveName,
    /// Explicit id, the same in every edition.
    pub id: Option<String>,
    /// Number in reading order, for activities and handouts in the chapter and steps in their activity; else 0.
    /// It is given before any audience filter, so that it is the same in every product.
    pub number: u32,
    /// From `title="…"`, or else from a heading that opens the block.
    pub title: Vec<Inline>,
    /// The other attributes.
    pub attributes: Attributes,
    /// What is inside.
    pub blocks: Vec<Block>,
}

/// What a directive can say of itself in braces. Which directive takes which is in the table of `directive`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Attributes {
    /// How long it takes.
    pub minutes: Option<u32>,
    /// How people are grouped.
    pub group: Option<Group>,
    /// What to bring.
    pub materials: Option<Text>,
    /// Id of the handout that goes with it.
    pub handout: Option<String>,
    /// Whose words these are.
    pub who: Option<Text>,
    /// How many lines to write on.
    pub lines: Option<u32>,
    /// The only audience that sees it.
    pub audience: Option<Audience>,
    /// The only product, by name, that holds it.
    pub product: Option<String>,
}

/// How people are grouped in an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Each alone.
    Solo,
    /// Two by two.
    Pairs,
    /// In small groups.
    Small,
    /// All together.
    Whole,
}

impl Group {
    /// Every grouping.
    pub const ALL: [Group; 4] = [Group::Solo, Group::Pairs, Group::Small, Group::Whole];

    /// The name used in attributes; `group-<name>` is the furniture word.
    pub const fn name(self) -> &'static str {
        match self {
            Group::Solo => "solo",
            Group::Pairs => "pairs",
            Group::Small => "small",
            Group::Whole => "whole",
        }
    }
}

/// The closed vocabulary of directives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DirectiveName {
    /// Goals, key concepts and preparation of a workshop.
    ModuleInfo,
    /// A timed part of a workshop.
    Activity,
    /// A timed step of an activity.
    Step,
    /// A note that only facilitators see.
    Facilitator,
    /// Words that a facilitator may read aloud; only facilitators see them.
    Say,
    /// What participants may answer; only facilitators see it.
    Expect,
    /// Questions to talk about.
    Discussion,
    /// Questions that look back.
    Debrief,
    /// A page to hand out.
    Handout,
    /// Lines to write on.
    Fill,
    /// Things to tick off.
    Checklist,
    /// Somebody's words, set large.
    Quote,
    /// Dates and what happened.
    Timeline,
    /// A term of the glossary.
    Definition,
    /// Where to find more.
    Resources,
    /// A word of care.
    Warning,
    /// A story.
    Story,
    /// A picture.
    Figure,
    /// Text for one audience or one product.
    Only,
    /// Words for the wall.
    Poster,
}

impl DirectiveName {
    /// The whole vocabulary.
    pub const ALL: [DirectiveName; 20] = [
        DirectiveName::ModuleInfo,
        DirectiveName::Activity,
        DirectiveName::Step,
        DirectiveName::Facilitator,
        DirectiveName::Say,
        DirectiveName::Expect,
        DirectiveName::Discussion,
        DirectiveName::Debrief,
        DirectiveName::Handout,
        DirectiveName::Fill,
        DirectiveName::Checklist,
        DirectiveName::Quote,
        DirectiveName::Timeline,
        DirectiveName::Definition,
        DirectiveName::Resources,
        DirectiveName::Warning,
        DirectiveName::Story,
        DirectiveName::Figure,
        DirectiveName::Only,
        DirectiveName::Poster,
    ];

    /// The name that follows `:::`.
    pub const fn name(self) -> &'static str {
        match self {
            DirectiveName::ModuleInfo => "module-info",
            DirectiveName::Activity => "activity",
            DirectiveName::Step => "step",
            DirectiveName::Facilitator => "facilitator",
            DirectiveName::Say => "say",
            DirectiveName::Expect => "expect",
            DirectiveName::Discussion => "discussion",
            DirectiveName::Debrief => "debrief",
            DirectiveName::Handout => "handout",
            DirectiveName::Fill => "fill",
            DirectiveName::Checklist => "checklist",
            DirectiveName::Quote => "quote",
            DirectiveName::Timeline => "timeline",
            DirectiveName::Definition => "definition",
            DirectiveName::Resources => "resources",
            DirectiveName::Warning => "warning",
            DirectiveName::Story => "story",
            DirectiveName::Figure => "figure",
            DirectiveName::Only => "only",
            DirectiveName::Poster => "poster",
        }
    }

    /// Whether only facilitators ever see what is inside.
    pub const fn is_for_facilitators(self) -> bool {
        matches!(self, DirectiveName::Facilitator | DirectiveName::Say | DirectiveName::Expect)
    }
}

impl fmt::Display for DirectiveName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A piece of a line of text. Soft line breaks are already spaces, or nothing between two Han characters.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    /// Words.
    Text(Text),
    /// Strong words.
    Strong(Vec<Inline>),
    /// Stressed words.
    Emph(Vec<Inline>),
    /// Words struck out.
    Strike(Vec<Inline>),
    /// Letters typed as they are.
    Code(Text),
    /// Words that lead somewhere.
    #[expect(missing_docs, reason = "the fields say what they are")]
    Link { target: Target, content: Vec<Inline> },
    /// A line break that the author asked for.
    Break,
    /// A footnote; `blocks` is empty where the same note is called again.
    #[expect(missing_docs, reason = "the line above says what they are")]
    Note { name: String, blocks: Vec<Block> },
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// `https:`, `http:`, `mailto:` or `tel:`.
    Url(String),
    /// An id of this edition.
    Id(String),
    /// A term of the glossary, the id of a `definition`.
    Term(String),
}
