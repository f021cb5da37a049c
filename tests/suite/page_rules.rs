//! The rules that look at finished pages: each finds a page that breaks it, at its line, and leaves a good one alone.

use crate::kit::Kit;

/// A fault that a chapter can have.
struct ChapterFault {
    code: &'static str,
    /// Breaks the rule on line 3 or 4.
    bad: &'static str,
    /// Says the same rightly.
    good: &'static str,
}

const CHAPTER_FAULTS: &[ChapterFault] = &[
    ChapterFault { code: "line-start", bad: "# A\n\nThe end\\\n. Next\n", good: "# A\n\nThe end.\\\nNext\n" },
    ChapterFault {
        code: "line-end", bad: "# A\n\nHe said “\\\nCome in”\n", good: "# A\n\nHe said\\\n“Come in”\n"
    },
    ChapterFault { code: "dotted-circle", bad: "# A\n\nx ាក\n", good: "# A\n\nx កា\n" },
    ChapterFault { code: "no-font", bad: "# A\n\nx \u{13000}\n", good: "# A\n\nx y\n" },
    ChapterFault {
        code: "line-too-long",
        bad: "# A\n\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
        good: "# A\n\naaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaaaaaaa\n",
    },
    ChapterFault {
        code: "off-the-page",
        bad: "# A\n\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
        good: "# A\n\naaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaaaaaaa\n",
    },
];

#[test]
fn faults_of_chapters_are_found_and_nothing_else() {
    for fault in CHAPTER_FAULTS {
        let kit = Kit::with_chapter(&format!("page-{}", fault.code), fault.bad);
        let line = said(&kit, "en", fault.code).unwrap_or_else(|said| panic!("{} is not found:\n{said}", fault.code));
        let place = line.trim_start_matches("toolkit-source/en/01-first.md:");
        assert!(place.starts_with("3:") || place.starts_with("4:"), "{line}");

        kit.write("toolkit-source/en/01-first.md", fault.good);
        assert!(said(&kit, "en", fault.code).is_err(), "{} is found in a good chapter", fault.code);
    }
}

/// The line that tells a fault; without one, everything that was said.
fn said(kit: &Kit, tag: &str, code: &str) -> Result<String, String> {
    let said = kit.run(&["check", tag, "--format", "short"]).stderr;
    said.lines().find(|line| line.contains(&format!("[{code}]"))).map(str::to_string).ok_or(said)
}

/// A fault that only a layout can have: lines of the handbook, and what takes their place.
struct LayoutFault {
    code: &'static str,
    /// The language that shows it, and a chapter of it.
    tag: &'static str,
    text: &'static str,
    file: &'static str,
    changes: &'static [(&'static str, &'static str)],
}

/// The first lines of the function that styles all text.
const STYLE: (&str, &str) = ("script.typ", "#let text-style(body) = {\n");

const KOREAN: &str = "# 첫째\n\n이웃들이 도서관에 모여서 이야기를 나누었습니다. 할머니께서는 어린시절에 살았던 마을의 이야기를 \
                      들려주셨고, 아이들은 조용히 귀를 기울였습니다. 우리는 서로의 이름을 부르면서 인사했습니다.\n";
const ARABIC: &str = "# أولاً\n\nاجتمع الجيران في المكتبة وتحدثوا عن الحي الذي يسكنون فيه، ثم اتفقوا على أن يلتقوا مرة كل شهر. \
                      اتصلوا بنا على الرقم +1 (612) 555-0100 قبل الموعد، أو اكتبوا إلى a-b@example.org متى شئتم.\n";
const HINDI: &str = "# पहला\n\nपड़ोसी पुस्तकालय में मिले और उन्होंने अपने मोहल्ले के बारे में *देर तक* बात की। फिर सबने तय किया कि \
                     वे हर महीने एक बार मिलेंगे और एक-दूसरे की मदद करेंगे।\n";
const TAGALOG: &str = "# Una\n\nNagkita-kita ang magkakapitbahay sa aklatan at nagkuwentuhan sila tungkol sa \
                       pinakamakapangyarihangpagkakaibigan pagkakabuklodbuklodpagkakaisa \
                       pinakanagpapatulongpagpapasalamatan pagkakabuklodbuklodpagkakaisa samahan.\n";
const CHINESE: &str = "# 第一\n\n鄰居們在圖書館見面，談他們住的地方。後來大家說好，每個月見一次面，互相幫忙。\n";
/// The long addresses leave two or three words to fill a line.
const VIETNAMESE: &str = "# Một\n\nHàng xóm viaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa gặp nhau \
                          viaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ở đây. ẾỂ rồi mọi người cùng nhau nói \
                          viaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.\n";

const LAYOUT_FAULTS: &[LayoutFault] = &[
    LayoutFault {
        code: "line-hyphen",
        tag: "tl",
        text: TAGALOG,
        file: "script.typ",
        changes: &[("hyphenate: edition.hyphenate", "hyphenate: true"), ("lang: edition.lang", "lang: \"es\"")],
    },
    LayoutFault {
        code: "uneven-lines",
        tag: "vi",
        text: VIETNAMESE,
        file: "script.typ",
        changes: &[("top-edge: edition.top-edge,\n    bottom", "top-edge: \"bounds\",\n    bottom")],
    },
    LayoutFault {
        code: "lines-overlap",
        tag: "hi",
        text: HINDI,
        file: "script.typ",
        changes: &[("    leading: edition.leading,", "    leading: -0.6em,")],
    },
    LayoutFault {
        code: "wide-spaces",
        tag: "vi",
        text: VIETNAMESE,
        file: "script.typ",
        changes: &[("if ragged {\n    set par(justify: false)", "if ragged {")],
    },
    LayoutFault {
        code: "spread-letters",
        tag: "hi",
        text: HINDI,
        file: "script.typ",
        changes: &[("tracking: 0pt", "tracking: 0.2pt")],
    },
    LayoutFault {
        code: "spread-letters",
        tag: "ko",
        text: KOREAN,
        file: "script.typ",
        changes: &[("tracking: 0pt", "tracking: 1pt")],
    },
    LayoutFault {
        code: "wrong-side",
        tag: "ar",
        text: ARABIC,
        file: "script.typ",
        changes: &[("dir: edition.dir", "dir: ltr")],
    },
    LayoutFault {
        code: "wrong-side",
        tag: "ar",
        text: "# أولاً\n\n1. اجتمع الجيران\n2. تحدثوا\n",
        file: "script.typ",
        changes: &[("dir: edition.dir", "dir: ltr")],
    },
    LayoutFault {
        code: "wrong-side",
        tag: "hi",
        text: "# पहला\n\n| क | ख |\n| --- | --- |\n| ग | घ |\n",
        file: "script.typ",
        changes: &[("dir: edition.dir", "dir: rtl")],
    },
    LayoutFault {
        code: "wrong-order",
        tag: "ar",
        text: ARABIC,
        file: STYLE.0,
        changes: &[(STYLE.1, "#let text-style(body) = {\n  show regex(\"[\\u{2066}\\u{2069}]\"): none\n")],
    },
    LayoutFault {
        code: "broken-join",
        tag: "ar",
        text: "# أولاً\n\nقرأنا ال**كتاب** معًا.\n",
        file: STYLE.0,
        changes: &[(STYLE.1, "#let text-style(body) = {\n  show \"\\u{200D}\": none\n")],
    },
    LayoutFault {
        code: "other-font",
        tag: "ko",
        text: KOREAN,
        file: "script.typ",
        changes: &[("font: edition.fonts.text", "font: \"Noto Serif CJK JP\"")],
    },
    LayoutFault {
        code: "unseen-stress",
        tag: "hi",
        text: HINDI,
        file: "script.typ",
        changes: &[("text(style: \"normal\", weight: \"bold\", it.body)", "it.body")],
    },
    LayoutFault {
        code: "text-differs",
        tag: "hi",
        text: HINDI,
        file: STYLE.0,
        changes: &[(STYLE.1, "#let text-style(body) = {\n  show \"मोहल्ले\": \"शहर\"\n")],
    },
    LayoutFault {
        code: "layout-words",
        tag: "ko",
        text: KOREAN,
        file: "page.typ",
        changes: &[("counter(page).display(native))", "[Page #counter(page).display(native)])")],
    },
    LayoutFault {
        code: "layout-digits",
        tag: "ne",
        text: "# पहिलो\n\nछिमेकीहरू भेटे।\n",
        file: "page.typ",
        changes: &[("counter(page).display(native))", "counter(page).display(\"1\"))")],
    },
    LayoutFault {
        code: "stop-place",
        tag: "zh-Hant",
        text: CHINESE,
        file: "script.typ",
        changes: &[("region: edition.region", "region: \"CN\"")],
    },
];

#[test]
fn faults_of_layouts_are_found_and_nothing_else() {
    let mut missed = Vec::new();
    for (index, fault) in LAYOUT_FAULTS.iter().enumerate() {
        let kit = Kit::new(&format!("layout-{index}-{}", fault.code));
        kit.add_language(fault.tag, "1", fault.text);
        kit.copy_layouts();
        let quiet = said(&kit, fault.tag, fault.code);
        assert!(quiet.is_err(), "{} is found in a good layout: {quiet:?}", fault.code);

        for (from, to) in fault.changes {
            kit.edit(&format!("layouts/handbook/{}", fault.file), from, to);
        }
        if let Err(said) = said(&kit, fault.tag, fault.code) {
            missed.push(format!("{} is not found:\n{said}", fault.code));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn a_number_that_is_partly_bold_keeps_its_order() {
    let kit = Kit::new("page-number");
    kit.add_language(
        "ar",
        "1",
        "# أولاً\n\nاتصلوا على +1 **(612)** 555-0100 أو [+1](https://example.org) (612) 555-0100 الآن.\n",
    );
    assert!(said(&kit, "ar", "wrong-order").is_err());
}

#[test]
fn what_the_layout_hangs_out_is_no_long_word() {
    let kit = Kit::with_chapter("page-hung", "# A\n\nTerm\n: What it means\n\n- one\n  - two\n\n> said\n");
    assert!(said(&kit, "en", "line-too-long").is_err());
}

#[test]
fn long_glued_words_are_set_once_more() {
    let word = "가나다라마바사아자차카타파하".repeat(4);
    let kit = Kit::new("page-glued");
    kit.write("toolkit-source/ko/01-first.md", format!("# 첫째\n\n{word}입니다.\n"));
    let said = kit.run(&["build", "ko", "--format", "short"]).expect_status(0).stderr;
    assert!(!said.contains("line-too-long") && !said.contains("broken-word"), "{said}");
}
