//! Functions of one value, which give gradients their colours (ISO 32000-1, 7.10).

use lopdf::{Dictionary, Object};

use crate::preflight::file::{Pdf, as_dictionary};

/// Functions inside functions.
const MOST_DEPTH: usize = 4;
/// The most functions that one gradient has.
const MOST_PARTS: usize = 1024;
/// The most values of one table.
const MOST_SAMPLES: usize = 1_000_000;
/// Values beside the ends and the bends that a gradient is looked at.
const STEPS: u32 = 64;

/// Why a function was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is a program, or has several values to begin with.
    Unknown,
    /// It is damaged.
    Damaged,
}

/// A function.
pub struct Function {
    domain: [f64; 2],
    kind: Kind,
}

enum Kind {
    /// Results at even distances; in between they follow straight lines.
    Sampled { encode: [f64; 2], samples: Vec<Vec<f64>> },
    /// From one result to another.
    Exponential { from: Vec<f64>, to: Vec<f64>, exponent: f64 },
    /// One function after another.
    Stitched { bounds: Vec<f64>, encode: Vec<[f64; 2]>, parts: Vec<Function> },
    /// A function for each number of the result.
    Several(Vec<Function>),
}

impl Function {
    /// Reads a function, or an array of them.
    pub fn read(pdf: &Pdf, object: &Object) -> Result<Self, Unread> {
        read(pdf, object, 0, &mut 0)
    }

    /// The numbers that it gives for a value.
    pub fn at(&self, value: f64) -> Vec<f64> {
        let [low, high] = self.domain;
        let value = value.max(low).min(high);
        match &self.kind {
            Kind::Sampled { encode, samples } => {
                let last = samples.len() as f64 - 1.0;
                let place = between(value, self.domain, *encode).clamp(0.0, last);
                let (before, after) = (&samples[place.floor() as usize], &samples[place.ceil() as usize]);
                before.iter().zip(after).map(|(a, b)| a + (b - a) * place.fract()).collect()
            }
            Kind::Exponential { from, to, exponent } => {
                let share = value.powf(*exponent);
                from.iter().zip(to).map(|(a, b)| a + (b - a) * share).collect()
            }
            Kind::Stitched { bounds, encode, parts } => {
                let index = bounds.iter().take_while(|bound| value >= **bound).count().min(parts.len() - 1);
                let begin = if index == 0 { low } else { bounds[index - 1] };
                let end = bounds.get(index).copied().unwrap_or(high);
                parts[index].at(between(value, [begin, end], encode[index]))
            }
            Kind::Several(parts) => parts.iter().flat_map(|part| part.at(value)).collect(),
        }
    }

    /// The values at which it may give the most: its ends, its bends, and even steps.
    pub fn places(&self) -> Vec<f64> {
        let [low, high] = self.domain;
        let mut places: Vec<f64> =
            (0..=STEPS).map(|step| low + (high - low) * f64::from(step) / f64::from(STEPS)).collect();
        match &self.kind {
            Kind::Sampled { encode, samples } => {
                places.extend((0..samples.len()).map(|index| between(index as f64, *encode, self.domain)));
            }
            Kind::Stitched { bounds, encode, parts } => {
                for (index, part) in parts.iter().enumerate() {
                    let begin = if index == 0 { low } else { bounds[index - 1] };
                    let end = bounds.get(index).copied().unwrap_or(high);
                    places.extend(part.places().into_iter().map(|place| between(place, encode[index], [begin, end])));
                    // What lies right before a bound belongs to the part before.
                    places.push(end - (end - begin) * 1e-9);
                }
            }
            Kind::Several(parts) => places.extend(parts.iter().flat_map(Function::places)),
            Kind::Exponential { .. } => {}
        }
        places
    }
}

fn between(value: f64, [low, high]: [f64; 2], [from, to]: [f64; 2]) -> f64 {
    if high == low { from } else { from + (value - low) * (to - from) / (high - low) }
}

fn read(pdf: &Pdf, object: &Object, depth: usize, parts: &mut usize) -> Result<Function, Unread> {
    *parts += 1;
    if depth > MOST_DEPTH || *parts > MOST_PARTS {
        return Err(Unread::Damaged);
    }
    let object = pdf.resolve(object);
    if let Object::Array(functions) = object {
        let functions: Result<Vec<_>, _> =
            functions.iter().map(|function| read(pdf, function, depth + 1, parts)).collect();
        let functions = functions?;
        let domain = functions.first().ok_or(Unread::Damaged)?.domain;
        return Ok(Function { domain, kind: Kind::Several(functions) });
    }
    let entries = as_dictionary(object).ok_or(Unread::Damaged)?;
    let numbers = |key: &str| pdf.array(entries, key).map(|array| pdf.numbers(array));
    let domain = match numbers("Domain").as_deref() {
        Some([low, high]) if low <= high => [*low, *high],
        Some([_, _, _, ..]) => return Err(Unread::Unknown),
        _ => return Err(Unread::Damaged),
    };
    let kind = match pdf.number(entries, "FunctionType").map(|kind| kind as i64) {
        Some(0) => sampled(pdf, object, entries)?,
        Some(2) => {
            let (from, to) = (numbers("C0").unwrap_or(vec![0.0]), numbers("C1").unwrap_or(vec![1.0]));
            let exponent = pdf.number(entries, "N").ok_or(Unread::Damaged)?;
            Kind::Exponential { from, to, exponent }
        }
        Some(3) => {
            let functions = pdf.array(entries, "Functions").unwrap_or_default();
            let functions: Result<Vec<_>, _> =
                functions.iter().map(|function| read(pdf, function, depth + 1, parts)).collect();
            let functions = functions?;
            let bounds = numbers("Bounds").unwrap_or_default();
            let encode: Vec<[f64; 2]> =
                numbers("Encode").unwrap_or_default().chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect();
            if functions.is_empty() || bounds.len() + 1 != functions.len() || encode.len() != functions.len() {
                return Err(Unread::Damaged);
            }
            Kind::Stitched { bounds, encode, parts: functions }
        }
        Some(4) => return Err(Unread::Unknown),
        _ => return Err(Unread::Damaged),
    };
    Ok(Function { domain, kind })
}

fn sampled(pdf: &Pdf, object: &Object, entries: &Dictionary) -> Result<Kind, Unread> {
    let pairs = |key: &str| -> Option<Vec<[f64; 2]>> {
        Some(pdf.numbers(pdf.array(entries, key)?).chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect())
    };
    let range = pairs("Range").filter(|range| !range.is_empty()).ok_or(Unread::Damaged)?;
    let decode = pairs("Decode").filter(|decode| decode.len() == range.len()).unwrap_or_else(|| range.clone());
    let size = pdf.array(entries, "Size").map(|size| pdf.numbers(size)).unwrap_or_default();
    let (Some(size), Some(bits)) = (size.first(), pdf.number(entries, "BitsPerSample")) else {
        return Err(Unread::Damaged);
    };
    let (size, bits) = (size.clamp(0.0, 1e6) as usize, bits as u32);
    if size == 0 || size * range.len() > MOST_SAMPLES || !matches!(bits, 1 | 2 | 4 | 8 | 12 | 16 | 24 | 32) {
        return Err(Unread::Damaged);
    }
    let stream = object.as_stream().map_err(|_| Unread::Damaged)?;
    let bytes = pdf.unpack(stream).map_err(|_| Unread::Damaged)?;
    let most = 2f64.powi(bits as i32) - 1.0;
    let sample = |index: usize| -> Option<f64> {
        let (mut value, begin) = (0u64, index * bits as usize);
        for bit in begin..begin + bits as usize {
            value = value << 1 | u64::from(bytes.get(bit / 8)? >> (7 - bit % 8) & 1);
        }
        let [low, high] = decode[index % range.len()];
        let [least, greatest] = range[index % range.len()];
        Some((low + value as f64 / most * (high - low)).max(least).min(greatest))
    };
    let samples: Option<Vec<f64>> = (0..size * range.len()).map(sample).collect();
    let samples = samples.ok_or(Unread::Damaged)?.chunks_exact(range.len()).map(<[f64]>::to_vec).collect();
    let encode = pairs("Encode").and_then(|encode| encode.first().copied()).unwrap_or([0.0, size as f64 - 1.0]);
    Ok(Kind::Sampled { encode, samples })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(from: &[f64], to: &[f64]) -> Function {
        let kind = Kind::Exponential { from: from.to_vec(), to: to.to_vec(), exponent: 1.0 };
        Function { domain: [0.0, 1.0], kind }
    }

    #[test]
    fn one_function_follows_another() {
        let parts = vec![ramp(&[0.0], &[1.0]), ramp(&[0.5], &[0.0])];
        let kind = Kind::Stitched { bounds: vec![0.25], encode: vec![[0.0, 1.0], [0.0, 1.0]], parts };
        let stitched = Function { domain: [0.0, 1.0], kind };
        assert_eq!(stitched.at(0.125), [0.5]);
        assert_eq!(stitched.at(0.25), [0.5]);
        assert_eq!(stitched.at(7.0), [0.0]);
        let most = stitched.places().into_iter().map(|place| stitched.at(place)[0]).fold(0.0, f64::max);
        assert!(most > 0.999, "just before the bound: {most}");
    }

    #[test]
    fn tables_follow_straight_lines() {
        let samples = vec![vec![0.0, 1.0], vec![1.0, 0.0], vec![0.5, 0.5]];
        let table = Function { domain: [0.0, 2.0], kind: Kind::Sampled { encode: [0.0, 2.0], samples } };
        assert_eq!(table.at(0.5), [0.5, 0.5]);
        assert_eq!(table.at(2.0), [0.5, 0.5]);
        assert_eq!(table.at(1.0), [1.0, 0.0]);
    }

    #[test]
    fn opposite_ramps_are_added_where_they_are() {
        let both =
            Function { domain: [0.0, 1.0], kind: Kind::Several(vec![ramp(&[0.0], &[1.0]), ramp(&[1.0], &[0.0])]) };
        assert!(both.places().into_iter().all(|place| (both.at(place).iter().sum::<f64>() - 1.0).abs() < 1e-9));
    }
}
