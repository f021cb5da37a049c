//! The one pass over the written PDF: what Typst does not say of the document, and object streams.
//!
//! Typst derives the reading direction from the language (it thinks that Punjabi runs from right to left) and has no
//! page labels for numbers that a function writes; both are set here, and the whole language tag, which Typst cuts to
//! language and region.

use lopdf::{Dictionary, Document, Object, SaveOptions, dictionary, text_string};

use crate::export::Options;
use crate::export::compact::compact;
use crate::export::spans::{Fonts, mend};
use crate::language::Direction;

/// Objects in one object stream (ISO 32000-1, 7.5.7 sets no limit; readers unpack a whole stream at a time).
const OBJECTS_PER_STREAM: usize = 200;
/// Deflate level, the smallest output.
const COMPRESSION: u32 = 9;

/// Sets direction, language and page labels, and packs the objects.
pub(super) fn finish(bytes: &[u8], options: &Options, labels: &[String]) -> Result<Vec<u8>, lopdf::Error> {
    let mut pdf = Document::load_mem(bytes)?;
    let labels = page_labels(labels);
    let catalog = pdf.catalog_mut()?;
    catalog.set("Lang", text_string(options.tag));
    catalog.set("PageLabels", labels);
    let direction = turns(options.direction);
    let preferences = catalog.get_mut(b"ViewerPreferences").and_then(Object::as_dict_mut);
    match preferences {
        Ok(preferences) => preferences.set("Direction", Object::Name(direction.into())),
        Err(_) => catalog.set("ViewerPreferences", dictionary! { "Direction" => Object::Name(direction.into()) }),
    }
    set_metadata_language(&mut pdf, options.tag)?;
    rewrite_pages(&mut pdf);
    packed(&mut pdf)
}

/// The bytes of a document, its objects packed.
pub(crate) fn packed(pdf: &mut Document) -> Result<Vec<u8>, lopdf::Error> {
    let save = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(OBJECTS_PER_STREAM)
        .compression_level(COMPRESSION)
        .build();
    let mut bytes = Vec::new();
    pdf.save_with_options(&mut bytes, save)?;
    Ok(bytes)
}

/// Which way pages turn, in the words of PDF.
pub(crate) const fn turns(direction: Direction) -> &'static str {
    match direction {
        Direction::Ltr => "L2R",
        Direction::Rtl => "R2L",
    }
}

/// Mends and shortens the pages' content streams. One that cannot be read stays as it is.
fn rewrite_pages(pdf: &mut Document) {
    let fonts = Fonts::read(pdf);
    let pages: Vec<_> = pdf.page_iter().collect();
    for page in pages {
        for id in pdf.get_page_contents(page) {
            let Ok(stream) = pdf.get_object_mut(id).and_then(Object::as_stream_mut) else { continue };
            let Ok(content) = stream.decompressed_content() else { continue };
            let mended = mend(&content, fonts.of(page));
            let shorter = compact(mended.as_deref().unwrap_or(&content));
            let Some(written) = shorter.or(mended) else { continue };
            stream.set_plain_content(written);
            // A stream that deflate does not make smaller is kept plain, which is as good.
            let _ = stream.compress();
        }
    }
}

/// One literal label for each page (ISO 32000-1, 12.4.2): a prefix without a numbering style.
fn page_labels(labels: &[String]) -> Dictionary {
    let mut numbers = Vec::with_capacity(labels.len() * 2);
    for (index, label) in labels.iter().enumerate() {
        numbers.push(Object::Integer(index as i64));
        numbers.push(Object::Dictionary(dictionary! { "P" => text_string(label) }));
    }
    dictionary! { "Nums" => numbers }
}

/// Writes the whole language tag into the XMP packet's `dc:language`, which is plain text in the file.
fn set_metadata_language(pdf: &mut Document, tag: &str) -> Result<(), lopdf::Error> {
    let metadata = match pdf.catalog()?.get(b"Metadata").and_then(Object::as_reference) {
        Ok(id) => id,
        Err(_) => return Ok(()),
    };
    let stream = pdf.get_object_mut(metadata)?.as_stream_mut()?;
    let Ok(packet) = std::str::from_utf8(&stream.content) else { return Ok(()) };
    let Some(changed) = with_language(packet, tag) else { return Ok(()) };
    stream.set_plain_content(changed.into_bytes());
    Ok(())
}

/// The packet with the text of the list item inside `dc:language` replaced.
fn with_language(packet: &str, tag: &str) -> Option<String> {
    let start = packet.find("<dc:language>")?;
    let end = start + packet[start..].find("</dc:language>")?;
    let item = start + packet[start..end].find("<rdf:li>")? + "<rdf:li>".len();
    let close = item + packet[item..end].find("</rdf:li>")?;
    Some(format!("{}{tag}{}", &packet[..item], &packet[close..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_the_metadata_is_replaced() {
        let packet = "<a/><dc:language><rdf:Bag><rdf:li>zh-TW</rdf:li></rdf:Bag></dc:language><rdf:li>x</rdf:li>";
        let changed = with_language(packet, "zh-Hant").unwrap();
        assert_eq!(changed, packet.replace("zh-TW", "zh-Hant"));
        assert_eq!(with_language("<a/>", "km"), None);
    }
}
