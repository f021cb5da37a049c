//! Every kind of finding has an input that raises it and a twin that does not.

use super::*;
use crate::chapter;
use crate::language::Digits;

fn habits(language: &str, script: &str, digits: &str) -> Habits {
    let [open, close, inner_open, inner_close] = match (language, script) {
        (_, "Hant" | "Jpan") => ["「", "」", "『", "』"],
        ("ar", _) => ["«", "»", "’", "‘"],
        (_, "Arab") => ["”", "“", "’", "‘"],
        _ => ["“", "”", "‘", "’"],
    };
    Habits {
        language: language.to_owned(),
        name: language.to_owned(),
        script: script.to_owned(),
        scripts: habits::scripts(script),
        quotes: [open.to_owned(), close.to_owned()],
        inner: [inner_open.to_owned(), inner_close.to_owned()],
        digits: Digits::try_from(digits.to_owned()).unwrap(),
    }
}

fn of(language: &str) -> Habits {
    let latin = "0123456789";
    match language {
        "en" | "tl" | "vi" | "hmn" => habits(language, "Latn", latin),
        "hi" => habits("hi", "Deva", latin),
        "ne" => habits("ne", "Deva", "०१२३४५६७८९"),
        "bn" => habits("bn", "Beng", "০১২৩৪৫৬৭৮৯"),
        "pa" => habits("pa", "Guru", latin),
        "ko" => habits("ko", "Kore", latin),
        "zh-Hans" => habits("zh", "Hans", latin),
        "zh-Hant" => habits("zh", "Hant", latin),
        "ja" => habits("ja", "Jpan", latin),
        "ar" => habits("ar", "Arab", latin),
        "ur" => habits("ur", "Arab", "۰۱۲۳۴۵۶۷۸۹"),
        "pa-Arab" => habits("pa", "Arab", "۰۱۲۳۴۵۶۷۸۹"),
        "km" => habits("km", "Khmr", "០១២៣៤៥៦៧៨៩"),
        "my" => habits("my", "Mymr", "၀၁၂၃၄၅၆၇၈၉"),
        "th" => habits("th", "Thai", latin),
        "lo" => habits("lo", "Laoo", latin),
        other => panic!("no habits for {other}"),
    }
}

fn found(language: &str, markdown: &str) -> Vec<Finding> {
    let mut ignored = Vec::new();
    let mut chapter = chapter::read("c", "c.md", markdown.as_bytes(), &mut ignored).unwrap();
    let mut findings = Vec::new();
    forms::mend_with(&mut chapter, &mut findings);
    check_habits(&chapter, &of(language), &mut findings);
    findings
}

fn names(language: &str, markdown: &str) -> Vec<&'static str> {
    let mut names: Vec<_> = found(language, markdown).iter().map(|finding| finding.code.name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The code, the language, what raises it and the twin that does not.
const PAIRS: &[(Code, &str, &str, &str)] = &[
    (
        CHAPTER_LANGUAGE,
        "hi",
        "# Story circle\n\nEveryone carries stories. This workshop is for people who want to tell one of theirs.\n",
        "# कहानी\n\nहर किसी के पास कहानियाँ होती हैं। कहानियों के घेरे में हम साथ बैठते हैं, WhatsApp पर नहीं।\n",
    ),
    (
        CHAPTER_LANGUAGE,
        "tl",
        "# Story circle\n\nEveryone carries stories. This workshop is for people who want to tell one of theirs.\n",
        "# Bilog\n\nAng workshop na ito ay para sa 6 hanggang 16 na tao at tumatagal nang 90 minuto.\n",
    ),
    (
        CHAPTER_LANGUAGE,
        "zh-Hant",
        "# 故事\n\n这个工作坊适合六到十六个人，时间是九十分钟，在家里、图书馆都可以举行，我们欢迎任何语言，请让大家都来说话。\n",
        "# 故事\n\n這個工作坊適合六到十六個人，時間是九十分鐘，在家裡、圖書館都可以舉行，我們歡迎任何語言，請讓大家都來說話。\n",
    ),
    (
        PARAGRAPH_LANGUAGE,
        "km",
        "# រឿង\n\nមនុស្សគ្រប់រូបសុទ្ធតែមានរឿងរ៉ាវក្នុងខ្លួន \
         នៅក្នុងរង្វង់រឿងរ៉ាវ យើងអង្គុយជុំគ្នា ផឹកទឹកតែ ហើយម្នាក់ៗរៀបរាប់\n\n\
         Everyone has a story that is not in the books.\n",
        "# រឿង\n\nមនុស្សគ្រប់រូបសុទ្ធតែមានរឿងរ៉ាវក្នុងខ្លួន \
         នៅក្នុងរង្វង់រឿងរ៉ាវ យើងអង្គុយជុំគ្នា\n\n\
         > Everyone has a story that is not in the books.\n",
    ),
    (
        PARAGRAPH_LANGUAGE,
        "ko",
        "# 이야기\n\n누구나 마음속에 이야기를 품고 살아요. 이야기 동그라미에서 우리는 함께 앉아 차를 마셔요.\n\n\
         कहानियों के घेरे में हम साथ बैठते हैं और सुनते हैं\n",
        "# 이야기\n\n누구나 마음속에 이야기를 품고 살아요.\n\n하나: हिन्दी, 中文, العربية, ខ្មែរ, ਪੰਜਾਬੀ\n",
    ),
    (
        LEGACY,
        "ne",
        "# कथा\n\nk|To]s JolQmsf] sxfgLx? . xfdL ;a} of] xfd|f] sxfgL xf] .\n",
        "# कथा\n\nहामी सबै सँगै बस्छौं।\n",
    ),
    (LEGACY, "my", "# က\n\nေမတၱာ ေကာင္းေသာ ေန႔\n", "# က\n\nမေတ္တာ ကောင်းသော နေ့\n"),
    (FORMS, "ar", "# سلام\n\nﺳﻼم\n", "# سلام\n\nسلام محمد ﷺ\n"),
    (LETTER, "ur", "# کتاب\n\nيہ كتاب ہے\n", "# کتاب\n\nیہ کتاب ہے\n"),
    (LETTER, "pa-Arab", "# کتاب\n\nيہ كتاب ہے\n", "# کتاب\n\nیہ کتاب ہے\n"),
    (LETTER, "ar", "# كتاب\n\nهذا کتاب\n", "# كتاب\n\nهذا كتاب\n"),
    (DIGITS, "ur", "# کتاب\n\nسال ٢٠٢٤ میں\n", "# کتاب\n\nسال ۲۰۲۴ میں\n"),
    (DIGITS, "ar", "# كتاب\n\nسنة ۲۰۲۴ هنا\n", "# كتاب\n\nسنة ٢٠٢٤ هنا\n"),
    (DIGITS, "bn", "# বই\n\nসাল २०२४\n", "# বই\n\nসাল ২০২৪\n"),
    (MIXED_DIGITS, "ne", "# कथा\n\n६ देखि 16 जना\n", "# कथा\n\n६ देखि १६ जना, +1 (612) 555-0100, iOS 15, COVID-19\n"),
    (MIXED_DIGITS, "km", "# រឿង\n\nពី ៦ ទៅ 16 នាក់\n", "# រឿង\n\nពី ៦ ទៅ ១៦ នាក់\n"),
    (
        QUOTES,
        "en",
        "# A\n\nShe said \"come in\" to us.\n",
        "# A\n\nShe said “come in”, and don't wait: 6' 2\" tall, in the '90s.\n",
    ),
    (QUOTES, "hi", "# कथा\n\nउसने कहा 'आओ' और बैठी।\n", "# कथा\n\nउसने कहा ‘आओ’ `\"x\"` और बैठी।\n"),
    (QUOTES, "pa", "# ਕਥਾ\n\n\"ਆਓ\" ਕਿਹਾ\n", "# ਕਥਾ\n\nਫ਼ੋਨ 'ਤੇ ਘਰ 'ਚ ਹੈ।\n"),
    (QUOTES, "zh-Hans", "# 故事\n\n他说'你好'了。\n", "# 故事\n\n他说‘你好’了，it's OK。\n"),
    (QUOTES, "ko", "# 글\n\n그는 '이야기'를 했다.\n", "# 글\n\n그는 ‘이야기’를 했다.\n"),
    (QUOTES, "zh-Hans", "# 故事\n\n他说＂你好＂了。\n", "# 故事\n\n他说“你好”了。\n"),
    (
        OTHER_QUOTES,
        "zh-Hant",
        "# 故事\n\n他說：“我沒有故事，”然後笑了。\n",
        "# 故事\n\n他說：「我沒有『故事』，」然後笑了。她說 “Hello”。\n\n> 他說：“我沒有故事。”\n",
    ),
    (OTHER_QUOTES, "ja", "# 話\n\n彼は„話“と言った。\n", "# 話\n\n彼は「話」と言い、『源氏物語』を読んだ。\n"),
    (OTHER_QUOTES, "hi", "# कथा\n\nउसने कहा: «आओ।»\n", "# कथा\n\nउसने कहा: “आओ।” और «Le Monde» पढ़ा।\n"),
    (OTHER_QUOTES, "hi", "# कथा\n\nउसने कहा: „आओ।“\n", "# कथा\n\nउसने कहा: “मैंने ‘आओ’ कहा।”\n"),
    (OTHER_QUOTES, "en", "# A\n\nShe said «come in».\n", "# A\n\nShe said “come in” and ‘wait’.\n"),
    (
        OTHER_QUOTES,
        "km",
        "# រឿង\n\nគាត់ថា «មក»។ នាងថា «ទៅ»។ ក្មេងថា “ទេ”។\n",
        "# រឿង\n\nគាត់ថា «មក»។ នាងថា «ទៅ»។ ក្មេងថា «ខ្ញុំឮ “ទេ” មួយ»។ “OK”\n",
    ),
    (OTHER_QUOTES, "ar", "# قصة\n\nقال: «تعال». وقالت: “لا”.\n", "# قصة\n\nقال: “تعال”. وقالت: ”لا“.\n"),
    (OTHER_QUOTES, "zh-Hans", "# 故事\n\n他说“好”，又说「不」。\n", "# 故事\n\n他说「好」，又读《故事》。\n"),
    (OTHER_QUOTES, "ko", "# 글\n\n그는 «글»을 썼다.\n", "# 글\n\n그는 “글”을 썼고 「헌법」과 『책』을 읽었다.\n"),
    (UNPAIRED, "en", "# A\n\nShe said “come in.\n", "# A\n\nShe said “come in.”\n"),
    (
        UNPAIRED,
        "en",
        "# A\n\nThe room” is open.\n",
        "# A\n\nThe dogs’ bowl, ’90s, goin’, 6’ 2” tall: “He’s 5” short,” she said. “In “1985”.” It’s ‘here’. :) ;-)\n",
    ),
    (UNPAIRED, "en", "# A\n\nThe room (see below is open.\n", "# A\n\nThe room: 1) open, b) iv) new (a) (b).\n"),
    (UNPAIRED, "en", "# A\n\n“Come (in” he said).\n", "# A\n\n“Come (in),” he said (“now”).\n"),
    (UNPAIRED, "en", "# A\n\n“One.\n\n## B\n\n“Two.”\n", "# A\n\n“One (1).\n\n“Two.\n\n“Three.”\n\n“Four\n\nfive.”\n"),
    (UNPAIRED, "tl", "# A\n\nSabi niya, ‘halika.\n", "# A\n\nSabi niya, ‘halika,’ at ’di ‘yung ‘di.\n"),
    (UNPAIRED, "vi", "# A\n\nBà nói: ”Vào đi”.\n", "# A\n\nBà nói: “Vào đi”.\n"),
    (UNPAIRED, "hi", "# कथा\n\nउसने कहा: “आओ।“\n", "# कथा\n\nउसने “आओ”को ‘आओ’ कहा।\n"),
    (UNPAIRED, "ne", "# कथा\n\nरेकर्ड )कार्ड (हो।\n", "# कथा\n\n“कथा”को ‘कथा’ले (कार्ड) हो।\n"),
    (UNPAIRED, "bn", "# বই\n\n(বই পড়ি।\n", "# বই\n\nদু’টি ‘বই’টি হ’ল (বই) ক) খ)।\n"),
    (UNPAIRED, "pa", "# ਕਥਾ\n\nਕੇਂਦਰ (CDC, ਕੇਂਦਰ( ਹੈ।\n", "# ਕਥਾ\n\nਫ਼ੋਨ ’ਤੇ ਘਰ ’ਚ (CDC) ਹੈ।\n"),
    (UNPAIRED, "ko", "# 글\n\n그는 “이야기를 했다.\n", "# 글\n\n그는 “이야기”를, ‘이야기’를 (글)을 했다.\n"),
    (UNPAIRED, "zh-Hans", "# 故事\n\n他读《故事了。\n", "# 故事\n\n他读《故事》（一）二）了，it’s OK。\n"),
    (UNPAIRED, "zh-Hans", "# 故事\n\n他说’你好’了。\n", "# 故事\n\n他说‘你好’了。\n"),
    (UNPAIRED, "zh-Hant", "# 故事\n\n他說：『我沒有「故事』」。\n", "# 故事\n\n他說：「我沒有『故事』」。\n"),
    (UNPAIRED, "ja", "# 話\n\n彼は話」と言った。\n", "# 話\n\n彼は「話。\n\n「話だ」と言った。\n"),
    (UNPAIRED, "ar", "# قصة\n\nقال: »تعال«.\n", "# قصة\n\nقال: «تعال (الآن)». أ) ب) و«لا».\n"),
    (UNPAIRED, "ur", "# کہانی\n\nاس نے کہا (آؤ۔\n", "# کہانی\n\nاس نے کہا ”آؤ“ اور “جاؤ” (ابھی)۔\n"),
    (UNPAIRED, "km", "# រឿង\n\nគាត់ថា“មក“ហើយ\n", "# រឿង\n\nគាត់ថា“មក”ហើយ ក) ១) (រឿង)\n"),
    (UNPAIRED, "th", "# เรื่อง\n\nเขาพูดว่า “มา\n", "# เรื่อง\n\nเขาพูดว่า “มา” ‘5 คน’ ก) ข) (เรื่อง)\n"),
    (UNPAIRED, "my", "# ပုံပြင်\n\nသူက ပုံပြင်) ပြော\n", "# ပုံပြင်\n\nသူက “ပုံပြင်” (က) ပြော\n"),
    (LEFTOVER, "km", "# រឿង\n\nនេះ__សំខាន់__ណាស់\n", "# រឿង\n\nនេះ**សំខាន់**ណាស់ my__file \\_\\_ក\n"),
    (LEFTOVER, "zh-Hant", "# 故事\n\n這_很重要_嗎\n", "# 故事\n\n這*很重要*嗎 my_file_name `a_b_` \n"),
    (
        LEFTOVER,
        "en",
        "# A\n\nSee [words](two words.png).\n",
        "# A\n\nSee [words](#id) \\[words\\](x) [1] (https://example.org).\n",
    ),
    (LEFTOVER, "en", "# A\n\nSee [the map] (#map).\n", "# A\n\nSee [the map] (here) and `](`.\n"),
    (LEFTOVER, "zh-Hans", "# 故事\n\n看[地图]（https://example.org）\n", "# 故事\n\n看[地图]（附录）\n"),
    (LEFTOVER, "en", "# A\n\n![a map](a map.png)\n", "# A\n\nStop![^n]\n\n[^n]: Now!\n"),
    (LEFTOVER, "en", "# A\n\nA #[word] of Typst.\n", "# A\n\nA #hashtag(2017), #1(one), \\#[word].\n"),
    (LEFTOVER, "en", "# A\n\nA #strong[word].\n", "# A\n\nA #strong word.\n"),
    (LEFTOVER, "th", "# เรื่อง\n\nเรื่อง\\… นี้\n", "# เรื่อง\n\nเรื่อง \\* C:\\new ¯\\\\_(o)_/¯ \\o/ นี้\n"),
    (LEFTOVER, "en", "# A\n\nOne line\\nTwo lines\n", "# A\n\nOne line\\\nTwo lines\n"),
    (LEFTOVER, "en", "# A\n\nOne&amp;nbsp;line\n", "# A\n\nOne&nbsp;line, R&D; Q&A;\n"),
    (LEFTOVER, "en", "# A\n\n##Part\n", "# A\n\n#hashtag\n"),
    (LEFTOVER, "en", "# A\n\n- [] Tea\n", "# A\n\n- [ ] Tea\n"),
    (LEFTOVER, "en", "# A\n\n| a | b |\n| c | d |\n", "# A\n\n| a | b |\n| - | - |\n| c | d |\n"),
    (LEFTOVER, "en", "# A\n\nWords {#map} here\n", "# A\n\nWords {map} here\n"),
    (LEFTOVER, "ja", "# 話\n\nとても＊＊大切＊＊です\n", "# 話\n\nとても**大切**です（＊注）\n"),
    (
        LEFTOVER,
        "en",
        "# A\n\n::: story {title=\"**Bold** words\"}\nx\n:::\n",
        "# A\n\n::: story {title=\"Words*\"}\n**x**\n:::\n",
    ),
    (BLANK, "en", "# A\n\nMy name is ______.\n", "# A\n\nMy name is … Wait..... my_name __\n\n___\n"),
    (BLANK, "vi", "# A\n\nHọ tên: ..........\n", "# A\n\nHọ tên...\n"),
    (BLANK, "km", "# រឿង\n\nឈ្មោះ ………………\n", "# រឿង\n\nឈ្មោះ……\n"),
    (BLANK, "zh-Hans", "# 故事\n\n姓名：＿＿＿＿\n", "# 故事\n\n他说…………然后......走了\n"),
    (NARROW, "zh-Hans", "# 故事\n\n你好,世界.\n", "# 故事\n\n你好，世界。9:30 (a, b) v1.2\n"),
    (NARROW, "ja", "# 話\n\nこんにちは(世界)です\n", "# 話\n\nこんにちは（世界）です\n"),
    (NARROW, "zh-Hant", "# 故事\n\n他說「好」,又說\n", "# 故事\n\n他說「好」，又說\n"),
    (
        NARROW,
        "zh-Hans",
        "# 故事\n\n世界卫生组织(WHO 组织）\n",
        "# 故事\n\n长 3.5 米，10:30 到，1,000 人，WHO (World Health) 说 OK! 见 https://example.org/a,b?c=(d) 或 a@b.org。\n",
    ),
    (WIDE, "hi", "# कथा\n\nआओ， बैठो\n", "# कथा\n\nआओ, बैठो 你好，世界\n"),
    (WIDE, "vi", "# A\n\nXin chào！\n", "# A\n\nXin chào!\n"),
    (WIDE, "ko", "# 글\n\n안녕하세요， 여러분。\n", "# 글\n\n안녕하세요, 여러분. 漢字、漢文。 10:30 (글)!\n"),
    (MIXED_DIGITS, "ne", "# कथा\n\nसन् २0२४ मा\n", "# कथा\n\nसन् २०२४ मा\n"),
    (FORMS, "en", "# A\n\nThe \u{fb01}rst o\u{fb03}ce\n", "# A\n\nThe first office\n"),
    (HAN_SPACE, "zh-Hant", "# 故 事\n\n我們 一起說\n", "# 故 事\n\n我們一起說 OK 好\n"),
];

/// Every kind of finding of this module.
const CODES: &[Code] = &[
    CHAPTER_LANGUAGE,
    PARAGRAPH_LANGUAGE,
    LEGACY,
    FORMS,
    LETTER,
    DIGITS,
    MIXED_DIGITS,
    QUOTES,
    OTHER_QUOTES,
    UNPAIRED,
    LEFTOVER,
    BLANK,
    NARROW,
    WIDE,
    HAN_SPACE,
];

#[test]
fn every_kind_has_an_input_that_raises_it_and_a_twin_that_does_not() {
    for (code, language, faulty, good) in PAIRS {
        assert_eq!(names(language, faulty), [code.name], "{language}: {faulty}");
        assert_eq!(names(language, good), [""; 0], "{language}: {good}");
    }
    for code in CODES {
        assert!(PAIRS.iter().any(|(tried, ..)| tried == code), "{} is never raised", code.name);
    }
}

#[test]
fn the_fix_and_the_place_are_named() {
    let finding = &found("ur", "# کتاب\n\nيہ كتاب ہے\n")[1];
    assert_eq!(finding.place.to_string(), "c.md:3:4");
    assert!(finding.hint.as_deref().is_some_and(|hint| hint.contains("`کتاب`")));
    let finding = &found("zh-Hans", "# 故事\n\n你好,世界\n")[0];
    assert_eq!(finding.place.to_string(), "c.md:3:3");
    assert_eq!(finding.hint.as_deref(), Some("write `，`"));
    let finding = &found("en", "# A\n\nShe said **\"come\" in**.\n")[0];
    assert_eq!(finding.hint.as_deref(), Some("write `“come”`"));
    let cases = [
        ("ja", "彼は“話”と言い、“話”を読む。", "3:3", "(2 in this chapter)", "write `「…」`, and `『…』` within them"),
        ("km", "«ក» «ខ» “គ” «ឃ»", "3:9", "`«…»` 3 times and `“…”` once", "write `«…»` here too"),
        ("en", "x (y “z.", "3:3", "`(` opens, and nothing closes it (1 more", "write `)` where it ends"),
        ("en", "x yes) z", "3:6", "`)` closes, and nothing has opened", "write `(` where it begins"),
        ("vi", "Bà nói ”vào đi”.", "3:8", "`”` stands before the words, where `“` belongs", "write `“vào đi”`"),
        ("hi", "वह “आओ“ कहे", "3:7", "`“` stands after the words, where `”` belongs", "write `“आओ”`"),
        ("ar", "قال »تعال« هنا", "3:5", "`»` and `«` stand in one another's place", "write `«تعال»`"),
        ("en", "“Come (in” he) said.", "3:7", "`(` opens before `”` and closes after it", "`)` before `”`"),
        ("en", "a ____ b ____", "3:3", "`____`, typed as a line to write on (2 in", "`fill`"),
        ("en", "See [a](b c).", "3:7", "`](` is printed as it stands", "no space in the address"),
        ("zh-Hans", "好(世界)吗", "3:2", "`(…)` where readers expect `（…）`", "write `（世界）`"),
    ];
    for (language, words, place, message, hint) in cases {
        let findings = found(language, &format!("# A\n\n{words}\n"));
        assert_eq!(findings.len(), 1, "{words}: {findings:?}");
        let finding = &findings[0];
        assert_eq!(finding.place.to_string(), format!("c.md:{place}"), "{words}");
        assert!(finding.message.contains(message), "{words}: {}", finding.message);
        assert!(finding.hint.as_deref().is_some_and(|it| it.contains(hint)), "{words}: {:?}", finding.hint);
    }
}

#[test]
fn places_stay_true_after_mending() {
    let finding = &found("vi", "# A\n\nVie\u{323}\u{302}t Nam ！\n")[0];
    assert_eq!(finding.place.to_string(), "c.md:3:12");
}

#[test]
fn no_kind_fills_the_screen() {
    let findings = found("en", &format!("# A\n\n{}\n", "say \"yes\" now, ".repeat(500)));
    assert_eq!(findings.len(), 21);
    assert!(findings[20].message.contains("480 more"));
}

#[test]
fn addresses_and_names_are_no_foreign_paragraph() {
    let page = "# ਸਰੋਤ\n\n- Minnesota Department of Health, 625 Robert St N, St Paul\n\
                - https://www.example.org/the-and-of-you-is-for\n\
                - ਕਹਾਣੀਆਂ ਦੇ ਘੇਰੇ ਵਿੱਚ ਅਸੀਂ ਇਕੱਠੇ ਬੈਠਦੇ ਹਾਂ\n";
    assert_eq!(names("pa", page), [""; 0]);
}

#[test]
fn names_and_addresses_are_no_old_font() {
    let lists = [
        ("ne", "State of Washington / Department of Health / Office of Minority Health"),
        ("hi", "Center for Survivors of Torture (CVT), LGBTQ+ and PFLAG, UNHCR, IRC, PhD"),
        ("pa", "University Avenue, Riverside Drive"),
        ("km", "NEW YORK PARK, STARK ROAD"),
        ("bn", "Davis Villa Service, Avenida Viva, Avon Vista"),
        ("my", "WhatsApp, YouTube, TikTok, iPhone, LinkedIn, GitHub, PayPal"),
        ("vi", "Français, Español, Türkçe, Português, Čeština, Deutsch"),
    ];
    for (language, words) in lists {
        assert_eq!(legacy::in_latin(language, words), None, "{language}");
    }
}

#[test]
fn what_is_typed_for_an_old_font_has_one_finding() {
    let good = "हामी सबै सँगै बस्छौं र आफ्ना कथाहरू सुनाउँछौं।\n\n".repeat(9);
    let page = format!("# कथा\n\n{good}xfdL ;a}} of] xfd|f] \"sxfgL\" xf] __ (ljZj\n\n## dfgj clwsf/sf]\n");
    let findings = found("ne", &page);
    let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [LEGACY, LEGACY], "{findings:?}");
}

#[test]
fn straight_marks_and_lost_links_are_told_once() {
    assert_eq!(names("en", "# A\n\nShe said “come in\" now.\n"), [QUOTES.name]);
    assert_eq!(names("en", "# A\n\nShe said ‘come in' now.\n"), [""; 0]);
    assert_eq!(names("en", "# A\n\n[a](b c (d.\n"), [LEFTOVER.name]);
    assert_eq!(names("en", "# A\n\nbold ** words\n"), [""; 0]);
}

#[test]
fn notes_and_lists_do_not_part_or_join_a_quotation() {
    assert_eq!(names("en", "# A\n\n“One.[^n]\n\n“Two.”\n\n[^n]: Note.\n"), [""; 0]);
    assert_eq!(names("en", "# A\n\nOne (two.\n\nThree.)\n"), [""; 0]);
    assert_eq!(names("en", "# A\n\n- “One\n- “Two”\n"), [UNPAIRED.name]);
    assert_eq!(names("en", "# A\n\n“One\n\n“Two”\n\nThree”\n"), [UNPAIRED.name]);
}

#[test]
fn many_marks_take_no_long_time() {
    let start = std::time::Instant::now();
    let marks = ["“(", "(]", "“a", "”a ", "‘", "(", "a_", "* a*", "[a] (", "a) ", "\\…", "&#1", "\"a ", "'a"];
    for marks in marks {
        found("en", &format!("# A\n\n{}\n", marks.repeat(40_000)));
    }
    found("zh-Hans", &format!("# A\n\n{}{}\n", "(你".repeat(40_000), ")".repeat(40_000)));
    assert!(start.elapsed().as_secs() < 30, "time grows with more than the text");
}
